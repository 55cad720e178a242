package dev.sluice.redis.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** A script from the resources beside this class, and the hash under which Redis keeps it. */
public final class LuaScript {
    private final byte[] source;
    private final byte[] sha1;

    /** @param files the parts of the script, in order */
    public LuaScript(String... files) {
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (String file : files) {
                try (InputStream in = LuaScript.class.getResourceAsStream(file)) {
                    in.transferTo(all);
                }
            }
            source = all.toByteArray();
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source);
            sha1 = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    public byte[] source() {
        return source;
    }

    /** Runs the script over a client; a server that lacks it is given it. Texts in the answer are bytes. */
    public Object evaluate(UnifiedJedis client, List<String> keys, List<String> arguments) {
        return evaluateBytes(client, keys, bytes(arguments));
    }

    /** The same with arguments that may be no text. */
    public Object evaluateBytes(UnifiedJedis client, List<String> keys, List<byte[]> arguments) {
        List<byte[]> keyBytes = bytes(keys);
        try {
            return client.evalsha(sha1, keyBytes, arguments);
        } catch (JedisNoScriptException e) {
            return client.eval(source, keyBytes, arguments);
        }
    }

    private static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    /** Returns the hash for EVALSHA. */
    byte[] sha1() {
        return sha1;
    }
}

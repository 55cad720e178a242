package dev.sluice.testing;

import dev.sluice.bridge.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** A record of no broker. */
public record PlainRecord(
        byte[] value,
        Optional<String> fault,
        Optional<Object> key,
        Map<String, String> headers,
        Optional<String> identity)
        implements SourceRecord {
    /** A record with this value, the key {@code k} and these headers. */
    public static PlainRecord of(String value, Map<String, String> headers) {
        return of(value.getBytes(StandardCharsets.UTF_8), headers);
    }

    public static PlainRecord of(byte[] value, Map<String, String> headers) {
        return new PlainRecord(value, Optional.empty(), Optional.of("k"), headers, Optional.of("id"));
    }

    /** A record that can never be published. */
    public static PlainRecord faulty(String fault) {
        return new PlainRecord(new byte[0], Optional.of(fault), Optional.of("k"), Map.of(), Optional.of("id"));
    }

    @Override
    public Optional<Object> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public String origin() {
        return "t";
    }

    @Override
    public String position() {
        return "t-0@" + identity.orElse("?");
    }
}

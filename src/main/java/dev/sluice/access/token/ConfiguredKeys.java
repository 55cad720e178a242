package dev.sluice.access.token;

import dev.sluice.access.client.StrictUtf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The keys of the setting {@code SLUICE_AUTH_KEY}. They have no names: each is tried for its algorithms, whichever key
 * a token names. Immutable; its text has no secret.
 */
public final class ConfiguredKeys implements Keys {
    private static final String FILE = "file:";

    /** The most bytes of a file; a longer one is refused. */
    private static final int MAX_FILE = 256 * 1024;

    private final List<VerificationKey> keys;

    private ConfiguredKeys(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Returns true if the text of the setting names a file. */
    public static boolean namesFile(String text) {
        return text.contains(FILE);
    }

    /**
     * Parses the setting, and reads the files that it names.
     *
     * @param text comma-separated: secrets, which are taken without the spaces around them; public keys or certificates
     *     in PEM, whose lines may end in the two characters {@code \n}; {@code file:} and a path to a file with such
     *     keys, a secret in each line
     * @throws IllegalArgumentException if it has no keys, too many, or one that is not fit; the message ends a sentence,
     *     and quotes nothing
     */
    public static ConfiguredKeys parse(String text) {
        List<VerificationKey> keys = new ArrayList<>();
        for (String entry : text.split(",")) {
            String stripped = entry.strip();
            if (stripped.startsWith(FILE)) {
                keys.addAll(parseContent(read(stripped.substring(FILE.length()))));
            } else if (PemText.isPem(stripped)) {
                keys.addAll(PemText.parse(stripped.replace("\\r", "").replace("\\n", "\n")));
            } else if (!stripped.isEmpty()) {
                keys.add(SecretText.parse(stripped));
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it must have at least one key");
        }
        if (keys.size() > MAX) {
            throw new IllegalArgumentException("it must have at most " + MAX + " keys");
        }
        return new ConfiguredKeys(keys);
    }

    private static List<VerificationKey> parseContent(String content) {
        if (PemText.isPem(content)) {
            return PemText.parse(content);
        }
        List<VerificationKey> secrets = content.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(SecretText::parse)
                .toList();
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a file in it must have at least one key");
        }
        return secrets;
    }

    private static String read(String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            byte[] bytes = in.readNBytes(MAX_FILE + 1);
            if (bytes.length > MAX_FILE) {
                throw new IllegalArgumentException("a file in it must have at most " + MAX_FILE + " bytes");
            }
            return StrictUtf8.decode(bytes);
        } catch (IOException | InvalidPathException e) {
            // Without the cause: a secret after file: by mistake would be in its text.
            throw new IllegalArgumentException("a file in it must be there, readable, and UTF-8");
        }
    }

    @Override
    public CompletableFuture<List<VerificationKey>> find(String algorithm, Optional<String> keyId) {
        return CompletableFuture.completedFuture(
                keys.stream().filter(key -> key.fits(algorithm)).toList());
    }

    /** Returns the first secret. */
    Optional<VerificationKey> secret() {
        return keys.stream().filter(key -> key.secret().isPresent()).findFirst();
    }

    @Override
    public String toString() {
        return keys.toString();
    }
}

package dev.sluice.testing;

import dev.sluice.bridge.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A record of no broker.
 *
 * @param rejection what {@code reject} does
 */
public record PlainRecord(
        byte[] value, Optional<String> key, Map<String, String> headers, Optional<String> identity, Runnable rejection)
        implements SourceRecord {
    /** A record with this value, the key {@code k} and these headers. */
    public static PlainRecord of(String value, Map<String, String> headers) {
        return of(value.getBytes(StandardCharsets.UTF_8), headers);
    }

    public static PlainRecord of(byte[] value, Map<String, String> headers) {
        return new PlainRecord(value, Optional.of("k"), headers, Optional.of("id"), () -> {});
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public String topic() {
        return "t";
    }

    @Override
    public String place() {
        return "t-0@" + identity.orElse("?");
    }

    @Override
    public void reject(String reason) {
        rejection.run();
    }
}

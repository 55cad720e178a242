package dev.sluice.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathFaultTest {
    @ParameterizedTest
    @CsvSource({
        "/sse;a, has a path parameter",
        "/sse;, has a path parameter",
        "/x/..;/sse, has a path parameter",
        "/topics/chat/events;x, has a path parameter",
        "/x/../sse, has a dot segment",
        "/./sse, has a dot segment",
        "/sse/.., has a dot segment",
        "/x/%2e%2E/sse, has a dot segment",
        "/x/.%2e/sse, has a dot segment",
        "/queues/a%2Fb, has an encoded separator",
        "/queues/a%5cb, has an encoded separator",
        "/queues/a\\b, has an encoded separator",
    })
    void whatProxiesReadDifferentlyIsRefused(String path, String fault) {
        assertEquals(fault, PathFault.of(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sse",
                "/",
                "/queues/a/b",
                "/queues/100%25",
                "/queues/a%252Fb",
                "/queues/a%20b",
                "/queues/a%3Bb",
                "/queues/...",
                "/queues/a..b",
                "/queues/.a",
                "/topics/%E4%B8%AD/events"
            })
    void whatEverybodyReadsAlikeIsNot(String path) {
        assertNull(PathFault.of(path));
    }
}

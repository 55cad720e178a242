package dev.sluice.bench.client;

/**
 * A browser's request.
 *
 * @param path path and query
 * @param lastEventId the last event before the cut; empty at the first visit
 */
public record LoadRequest(String path, String lastEventId) {
    String head(String authority) {
        String last = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
        return "GET " + path + " HTTP/1.1\r\nHost: " + authority + "\r\nAccept: text/event-stream\r\n" + last + "\r\n";
    }
}

package dev.sluice.bench;

/**
 * What a browser asks for.
 *
 * @param path path and query
 * @param lastEventId where it was when it was cut; empty where it comes for the first time
 */
record LoadRequest(String path, String lastEventId) {
    String head(String authority) {
        String last = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
        return "GET " + path + " HTTP/1.1\r\nHost: " + authority + "\r\nAccept: text/event-stream\r\n" + last + "\r\n";
    }
}

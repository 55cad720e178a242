package dev.sluice.testing;

import dev.sluice.sse.SpecParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Confirms each message at once, at the node that it came from. A confirmation that fails is not repeated. */
public final class Acknowledger implements Browsers.Listener {
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public void received(int browser, URI address, SpecParser.Event event) {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/ack"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("id=" + event.lastEventId()))
                .build();
        http.sendAsync(request, BodyHandlers.discarding());
    }
}

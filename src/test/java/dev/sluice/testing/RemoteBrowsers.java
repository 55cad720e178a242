package dev.sluice.testing;

import java.net.URI;
import java.util.List;

/** Browsers in a process of their own, which print for each message that comes who got it, and then confirm it. */
public final class RemoteBrowsers {
    private RemoteBrowsers() {}

    /** @param arguments how many, and the address of the stream */
    public static void main(String[] arguments) throws Exception {
        Acknowledger acknowledger = new Acknowledger();
        Browsers.open(
                Integer.parseInt(arguments[0]),
                List.of(URI.create(arguments[1])),
                new Ledger(),
                (browser, address, event) -> {
                    System.out.println(browser + " " + event.data());
                    acknowledger.received(browser, address, event);
                });
        Thread.currentThread().join();
    }
}

package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;

/** Another machine, as far as the network goes, joined to this one by a cable that can be pulled. */
public final class NetworkNamespace implements AutoCloseable {
    private final String name =
            "sl" + Integer.toHexString(ThreadLocalRandom.current().nextInt(1 << 24));
    private final int subnet = ThreadLocalRandom.current().nextInt(1 << 14);
    private final String inside = name + "i";
    private final String outside = name + "o";
    private final Path folder = TempFiles.folder("sluice-namespace");

    private NetworkNamespace() throws Exception {
        Assumptions.assumeTrue(ip("netns", "add", name) == 0, "no right to make a network namespace");
        requireIp("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name);
        requireIp("addr", "add", address(1) + "/30", "dev", outside);
        requireIp("link", "set", outside, "up");
        requireIp("-n", name, "addr", "add", address(2) + "/30", "dev", inside);
        requireIp("-n", name, "link", "set", inside, "up");
        requireIp("-n", name, "link", "set", "lo", "up");
    }

    /** Makes one; skips the test where that is not allowed. */
    public static NetworkNamespace create() throws Exception {
        return new NetworkNamespace();
    }

    /** This machine, seen from there: a /30 for each namespace out of the range for benchmarks (RFC 2544). */
    public String host() {
        return address(1);
    }

    /** That machine, seen from here. */
    public String guest() {
        return address(2);
    }

    /** Returns its name, which is also that of its file in {@code /run/netns}. */
    public String name() {
        return name;
    }

    private String address(int number) {
        int offset = subnet * 4 + number;
        return "198." + (18 + (offset >> 16 & 1)) + "." + (offset >> 8 & 255) + "." + (offset & 255);
    }

    /** Runs a class of the tests there. */
    public ServerProcess run(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program(),
                "netns",
                "exec",
                name,
                Programs.java(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return ServerProcess.start(command, folder, Map.of());
    }

    /** Pulls the cable: from now on no packet comes or goes, and nobody is told. */
    public void cut() throws Exception {
        requireIp("-n", name, "link", "set", inside, "down");
    }

    private static String program() {
        return Programs.require("ip").toString();
    }

    private int ip(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program()));
        command.addAll(List.of(arguments));
        return ServerProcess.start(command, folder, Map.of()).exitValue();
    }

    private void requireIp(String... arguments) throws Exception {
        if (ip(arguments) != 0) {
            throw new IOException("ip " + String.join(" ", arguments));
        }
    }

    /** Takes the cable away too. */
    @Override
    public void close() throws Exception {
        requireIp("netns", "del", name);
    }
}

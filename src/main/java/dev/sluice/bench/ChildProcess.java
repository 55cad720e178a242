package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in its own Java process, from the same jar, so that its figures are its alone. */
final class ChildProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("(http://localhost:[0-9]+)/");

    private final Process process;
    private final URI address;

    private ChildProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Starts a server without this process' environment, and returns when it has printed where it listens. */
    static ChildProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(new File(System.getProperty("java.home"), "bin/java").getPath(), "-jar", jar()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
        Process process = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher matcher = ADDRESS.matcher(line);
            if (matcher.find()) {
                return new ChildProcess(process, URI.create(matcher.group(1)));
            }
        }
        throw new IOException("the server did not start: " + String.join(" ", arguments));
    }

    private static String jar() {
        try {
            return new File(ChildProcess.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    URI address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

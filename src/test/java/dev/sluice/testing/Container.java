package dev.sluice.testing;

import java.util.ArrayList;
import java.util.List;

/** A container that podman runs. */
public final class Container implements AutoCloseable {
    /** The options of the safest container, and the network of the machine. */
    public static final List<String> LOCKED =
            List.of("--network", "host", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges");

    private final String id;

    Container(String id) {
        this.id = id;
    }

    /** Starts a node out of an image, with these settings. */
    public static Container node(String image, int port, List<String> options, String... settings) throws Exception {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--env", "SLUICE_PORT=" + port));
        for (String setting : settings) {
            all.addAll(List.of("--env", setting));
        }
        Container node = Podman.start(image, all, List.of());
        node.awaitSuccess("sluice-health", "/health/ready");
        return node;
    }

    /** Runs a command in it. */
    public ServerProcess exec(String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of("exec", id));
        words.addAll(List.of(command));
        return Podman.run("podman", words.toArray(String[]::new));
    }

    /** Runs a command in it until that succeeds. */
    public void awaitSuccess(String... command) throws Exception {
        Await.until(String.join(" ", command), () -> {
            if (!inspect("{{.State.Status}}").equals("running")) {
                throw new AssertionError("the container has ended: " + log());
            }
            return exec(command).exitValue() == 0;
        });
    }

    /** Runs the image's health check as podman does; returns its exit status. */
    public int checkHealth() throws Exception {
        return Podman.run("podman", "healthcheck", "run", id).exitValue();
    }

    /** Reads a member of what podman tells about it, such as {@code {{.State.Pid}}}. */
    public String inspect(String format) throws Exception {
        return Podman.require(Podman.run("podman", "container", "inspect", "--format", format, id));
    }

    public String log() throws Exception {
        return Podman.require(Podman.run("podman", "logs", id));
    }

    /** Stops it as {@code docker stop -t 16} does; returns the exit status of its process. */
    public int stop() throws Exception {
        Podman.require(Podman.run("podman", "stop", "-t", "16", id));
        return Integer.parseInt(inspect("{{.State.ExitCode}}"));
    }

    /** As {@code kill -9}. */
    public void kill() throws Exception {
        Podman.require(Podman.run("podman", "kill", "--signal", "KILL", id));
    }

    /** Starts it again. */
    public void start() throws Exception {
        Podman.require(Podman.run("podman", "start", id));
    }

    @Override
    public void close() throws Exception {
        Podman.require(Podman.run("podman", "rm", "--force", "--volumes", "--time", "2", id));
    }
}

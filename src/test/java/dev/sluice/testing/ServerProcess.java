package dev.sluice.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server of some kind in a process of its own, with its output in a file. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** Gives a process SIGHUP back if whoever runs the tests ignores it, as nohup does. */
    private static final List<String> HEEDING_HANGUPS = List.of("env", "--default-signal=HUP");

    private static final boolean HAS_DEFAULT_SIGNAL = hasDefaultSignal();

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Returns false for an env that is not that of GNU. */
    private static boolean hasDefaultSignal() {
        try {
            List<String> command = new ArrayList<>(HEEDING_HANGUPS);
            command.add("true");
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ServerProcess start(List<String> command, Path folder, Map<String, String> environment)
            throws IOException {
        Path log = TempFiles.file(Path.of(command.get(0)).getFileName() + "-", ".log");
        List<String> words = new ArrayList<>(HAS_DEFAULT_SIGNAL ? HEEDING_HANGUPS : List.of());
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), log);
    }

    /** Waits until somebody listens on the port. */
    public ServerProcess awaitPort(int port) throws Exception {
        Await.until("port " + port + " of " + process.info().command().orElse("?"), () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the process has ended: " + output());
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
        return this;
    }

    public String output() throws IOException {
        return Files.readString(log);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int exitValue() throws InterruptedException {
        return exitValue(TIMEOUT);
    }

    /** The same, where it may take longer. */
    int exitValue(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the process does not end");
        }
        return process.exitValue();
    }

    /** As {@code kill -9}, of what it has started too. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        // First, or it would start others in their place.
        process.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /** Sends it a signal, such as {@code STOP} or {@code CONT}. */
    public void signal(String name) throws IOException, InterruptedException {
        signal(name, String.valueOf(process.pid()));
    }

    /** The same to its process group, which it leads, as a terminal does for a key such as Ctrl-C. */
    public void signalGroup(String name) throws IOException, InterruptedException {
        signal(name, "-" + process.pid());
    }

    private static void signal(String name, String target) throws IOException, InterruptedException {
        int status = new ProcessBuilder("sh", "-c", "kill -s " + name + " -- " + target)
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("could not send " + name);
        }
    }

    /** As {@code kill}, with time to stop; then it is killed, with what it has started. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}

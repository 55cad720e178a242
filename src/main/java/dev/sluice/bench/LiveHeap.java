package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The live objects in a JVM's heap, by {@code jcmd}. */
final class LiveHeap {
    private LiveHeap() {}

    /** Makes a server collect and returns its live bytes; empty if it is no JVM, or without {@code jcmd} here. */
    static OptionalLong bytes(Target target) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (target.pids().size() != 1 || !isJvm(target.pids().get(0)) || !Files.isExecutable(jcmd)) {
            return OptionalLong.empty();
        }
        Process process = new ProcessBuilder(
                        jcmd.toString(), String.valueOf(target.pids().get(0)), "GC.class_histogram")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            // The columns: total, instances, bytes.
            return lines.lines()
                    .filter(line -> line.startsWith("Total"))
                    .mapToLong(line -> Long.parseLong(line.split(" +")[2]))
                    .findFirst();
        }
    }

    /** Returns true for a JVM; any other process would quit at the signal by which {@code jcmd} asks. */
    private static boolean isJvm(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .filter(command -> Path.of(command).endsWith("java"))
                .isPresent();
    }
}

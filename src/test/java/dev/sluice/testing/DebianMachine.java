package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * A throwaway copy of this machine, which must be a Debian, with systemd as its first process. It has the files of this
 * machine, its own changes to them in memory, and a network of its own.
 */
public final class DebianMachine implements AutoCloseable {
    /** The mounts are in a namespace of their own, so that they go with the process. */
    private static final String BOOT = """
            mount -t tmpfs tmpfs "$1" && cd "$1" && mkdir changes work root || exit 1
            mount -t overlay -o lowerdir=/,upperdir="$PWD/changes",workdir="$PWD/work" overlay root || exit 1
            # Packages may start services there.
            rm -f root/usr/sbin/policy-rc.d
            exec systemd-nspawn --quiet --directory=root --machine="$2" --network-namespace-path="/run/netns/$2" \\
              --register=no --keep-unit --link-journal=no --boot systemd.unit=basic.target
            """;

    private final Path folder = TempFiles.folder("sluice-machine");
    private final NetworkNamespace network;
    private final ServerProcess nspawn;
    private final long init;

    private DebianMachine(NetworkNamespace network) throws Exception {
        this.network = network;
        nspawn = ServerProcess.start(
                List.of("unshare", "--mount", "sh", "-c", BOOT, "sh", folder.toString(), network.name()),
                folder,
                Map.of());
        try {
            Await.until("a machine that has booted", () -> {
                if (!nspawn.isAlive()) {
                    throw new AssertionError(nspawn.output());
                }
                return nspawn.output().contains("basic.target");
            });
            init = ProcessHandle.of(nspawn.pid())
                    .orElseThrow()
                    .children()
                    .findFirst()
                    .orElseThrow()
                    .pid();
        } catch (Exception | AssertionError e) {
            nspawn.close();
            throw e;
        }
    }

    /** Boots one; skips the test if that is not possible. */
    public static DebianMachine boot() throws Exception {
        Programs.require("systemd-nspawn");
        Programs.requireFile(Path.of("/var/lib/dpkg/status"));
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root may boot a machine");
        NetworkNamespace network = NetworkNamespace.create();
        try {
            return new DebianMachine(network);
        } catch (Exception | AssertionError e) {
            network.close();
            throw e;
        }
    }

    /** This machine's address on the network of the copy. */
    public String host() {
        return network.host();
    }

    /** The copy's address. */
    public String address() {
        return network.guest();
    }

    /** Runs a command of the shell there as root, whatever comes of it. */
    public ServerProcess start(String command) throws IOException {
        List<String> words = new ArrayList<>(List.of("nsenter", "--target", String.valueOf(init), "--all", "--root"));
        words.addAll(List.of("--wd", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"));
        words.addAll(List.of("DEBIAN_FRONTEND=noninteractive", "sh", "-c", command));
        return ServerProcess.start(words, folder, Map.of());
    }

    /**
     * Runs a command of the shell there as root.
     *
     * @return its output, without white space around it
     * @throws AssertionError if it fails
     */
    public String run(String command) throws Exception {
        ServerProcess process = start(command);
        if (process.exitValue() != 0) {
            throw new AssertionError(command + ": " + process.output());
        }
        return process.output().strip();
    }

    /** Copies a file to the copy's folder of root, and returns where it is there. */
    public String copy(Path file) throws IOException {
        Path there = Path.of("/root", file.getFileName().toString());
        Files.copy(
                file,
                Path.of("/proc", String.valueOf(init), "root")
                        .resolve(there.toString().substring(1)),
                StandardCopyOption.REPLACE_EXISTING);
        return there.toString();
    }

    @Override
    public void close() throws Exception {
        nspawn.close();
        network.close();
    }
}

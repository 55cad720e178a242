package dev.sluice.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The services of {@code compose.yaml}, run by podman as Docker would: each with an address of its own, with its user,
 * command and limits, and once those that it depends on are healthy.
 */
public final class ComposeServices implements AutoCloseable {
    /** The images of a registry that are made here instead, as far as they are used. */
    private static final Path IMAGES = Project.folder().resolve("src/test/resources/containers");

    private final Map<String, Map<String, Object>> file;
    private final ServiceNetwork network;
    private final Map<String, Container> running = new LinkedHashMap<>();

    private ComposeServices() throws Exception {
        file = ComposeFile.read().services();
        network = new ServiceNetwork(List.copyOf(file.keySet()));
    }

    /** Builds the images and starts all; skips the test if a program is missing. */
    public static ComposeServices start() throws Exception {
        ComposeServices services = new ComposeServices();
        try {
            for (String name : services.file.keySet()) {
                services.startInOrder(name);
            }
            return services;
        } catch (Exception | Error e) {
            services.close();
            throw e;
        }
    }

    private void startInOrder(String name) throws Exception {
        if (running.containsKey(name)) {
            return;
        }
        Map<String, Object> service = file.get(name);
        for (String needed :
                ComposeFile.map(service.getOrDefault("depends_on", Map.of())).keySet()) {
            startInOrder(needed);
            running.get(needed).awaitSuccess(healthCheck(needed).toArray(String[]::new));
        }
        running.put(name, Podman.start(image(service), options(name), command(service)));
    }

    private List<String> healthCheck(String name) {
        List<String> test =
                texts(ComposeFile.map(file.get(name).get("healthcheck")).get("test"));
        return test.subList(1, test.size());
    }

    private static String image(Map<String, Object> service) throws Exception {
        String image = (String) service.get("image");
        Object context = service.get("build");
        return context == null
                ? Podman.build("docker.io/library/" + image, IMAGES.resolve(image.split(":")[0]))
                : Podman.build("localhost/" + image, Project.folder().resolve((String) context));
    }

    /** The words after the image: Compose's entrypoint has options too, and podman's only the program. */
    private static List<String> command(Map<String, Object> service) {
        List<String> entrypoint = texts(service.getOrDefault("entrypoint", List.of()));
        List<String> command =
                new ArrayList<>(entrypoint.isEmpty() ? List.of() : entrypoint.subList(1, entrypoint.size()));
        command.addAll(texts(service.getOrDefault("command", List.of())));
        return command;
    }

    private List<String> options(String name) {
        List<String> options = new ArrayList<>(network.options(name));
        file.get(name).forEach((key, value) -> options.addAll(options(key, value)));
        return options;
    }

    /** @throws AssertionError for a member that would go untried */
    private static List<String> options(String key, Object value) {
        return switch (key) {
            case "read_only" -> List.of("--read-only=" + value, "--read-only-tmpfs=false");
            case "tmpfs" -> each("--tmpfs", texts(value));
            case "cap_drop" -> each("--cap-drop", texts(value));
            // podman knows this one without its value.
            case "security_opt" ->
                each(
                        "--security-opt",
                        texts(value).stream().map(o -> o.replace(":true", "")).toList());
            case "environment" ->
                each(
                        "--env",
                        ComposeFile.map(value).entrySet().stream()
                                .map(Object::toString)
                                .toList());
            case "volumes" ->
                each(
                        "--volume",
                        texts(value).stream().map(ComposeServices::absolute).toList());
            case "user" -> List.of("--user", value.toString());
            case "entrypoint" -> List.of("--entrypoint", texts(value).get(0));
            case "mem_limit" -> List.of("--memory", value.toString());
            // Done elsewhere, or about what happens later.
            case "image", "build", "command", "depends_on", "healthcheck", "ports", "ulimits" -> List.of();
            case "restart", "stop_grace_period" -> List.of();
            default -> throw new AssertionError("this test does not know " + key);
        };
    }

    /** A folder of the checkout with its place, or for a volume with a name one that goes with its container. */
    private static String absolute(String volume) {
        return volume.startsWith(".")
                ? Project.folder().resolve(volume).normalize().toString()
                : volume.substring(volume.indexOf(':') + 1);
    }

    private static List<String> each(String option, List<String> values) {
        return values.stream().flatMap(value -> List.of(option, value).stream()).toList();
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(Object::toString).toList();
    }

    public Container service(String name) {
        return running.get(name);
    }

    /** The address of a service. */
    public String address(String name) {
        return network.address(name);
    }

    /** Stops them as Compose does: those first that depend on others. */
    @Override
    public void close() throws Exception {
        List<Container> containers = new ArrayList<>(running.values());
        Collections.reverse(containers);
        for (Container container : containers) {
            container.close();
        }
        network.close();
    }

    /** A network of machines with names, joined by a bridge that this machine is on, too. */
    private static final class ServiceNetwork implements AutoCloseable {
        private static final String BRIDGE = "sluicecompose";
        private static final String PREFIX = "198.19.254.";

        private final List<String> names;

        private ServiceNetwork(List<String> names) throws Exception {
            this.names = names;
            ip("link", "add", BRIDGE, "type", "bridge");
            ip("addr", "add", PREFIX + "1/24", "dev", BRIDGE);
            ip("link", "set", BRIDGE, "up");
            for (String name : names) {
                String namespace = namespace(name);
                ip("netns", "add", namespace);
                ip("link", "add", "sl-" + name, "type", "veth", "peer", "name", "eth0", "netns", namespace);
                ip("link", "set", "sl-" + name, "master", BRIDGE, "up");
                ip("-n", namespace, "addr", "add", address(name) + "/24", "dev", "eth0");
                ip("-n", namespace, "link", "set", "eth0", "up");
                ip("-n", namespace, "link", "set", "lo", "up");
            }
        }

        private static String namespace(String name) {
            return "sluice-" + name;
        }

        private String address(String name) {
            return PREFIX + (10 + names.indexOf(name));
        }

        private List<String> options(String name) {
            List<String> options = new ArrayList<>(List.of("--network", "ns:/run/netns/" + namespace(name)));
            names.forEach(other -> options.addAll(List.of("--add-host", other + ":" + address(other))));
            return options;
        }

        private static void ip(String... arguments) throws IOException, InterruptedException {
            List<String> command =
                    new ArrayList<>(List.of(Programs.require("ip").toString()));
            command.addAll(List.of(arguments));
            ServerProcess process = ServerProcess.start(command, Project.folder(), Map.of());
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", arguments) + ": " + process.output());
            }
        }

        @Override
        public void close() throws Exception {
            for (String name : names) {
                ip("netns", "del", namespace(name));
            }
            ip("link", "del", BRIDGE);
        }
    }
}

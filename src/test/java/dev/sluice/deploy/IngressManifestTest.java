package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.Setting;
import dev.sluice.config.SettingsLoader;
import dev.sluice.testing.KubernetesObjects;
import dev.sluice.testing.OpenApi;
import dev.sluice.testing.Project;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Ingress routes what browsers need, and nothing that nginx, as configured here, keeps inside. */
class IngressManifestTest {
    private static final Pattern INSIDE = Pattern.compile("location ~ (\\S+) \\{\\s+include +inside\\.conf;");

    private static List<HTTPIngressPath> paths;

    @BeforeAll
    static void read() throws Exception {
        paths = ingress("ingress/ingress.yaml")
                .getSpec()
                .getRules()
                .get(0)
                .getHttp()
                .getPaths();
    }

    private static Ingress ingress(String file) throws Exception {
        return KubernetesObjects.parse(
                        Files.readString(KubernetesObjects.folder().resolve(file)))
                .only(Ingress.class);
    }

    /** As Kubernetes defines it: a prefix is one of whole segments. */
    private static boolean isRouted(String path) {
        return paths.stream()
                .anyMatch(route -> route.getPathType().equals("Exact")
                        ? path.equals(route.getPath())
                        : (path + "/").startsWith(route.getPath() + "/"));
    }

    private static Pattern inside() throws Exception {
        Matcher location = INSIDE.matcher(Files.readString(Project.folder().resolve("nginx/server.conf")));
        assertTrue(location.find());
        return Pattern.compile(location.group(1));
    }

    @Test
    void requestsAreRoutedUnlessTheyAreInside() throws Exception {
        Pattern inside = inside();
        int kept = 0;
        for (OpenApi.Operation operation : OpenApi.read().operations()) {
            boolean isInside = inside.matcher(operation.examplePath()).find();
            assertEquals(!isInside, isRouted(operation.examplePath()), operation.examplePath());
            kept += isInside ? 1 : 0;
        }
        assertTrue(kept >= 8, kept + " requests are inside");
    }

    @ParameterizedTest
    @CsvSource({"/admin/", "/admin/more", "/publish", "/metrics", "/health/live", "/queues/x", "/", "/topicsandmore"})
    void othersAreNotRouted(String path) {
        assertFalse(isRouted(path));
    }

    @Test
    void postsToTopicsAreRefusedByThePods() {
        String config = KubernetesObjects.folder().resolve("base/sluice.yaml").toString();
        assertEquals(
                Optional.of(false),
                new SettingsLoader(Map.of(Setting.CONFIG.environmentName(), config), new Properties(), Map.of())
                        .load()
                        .httpPublish());
    }

    @Test
    void modulesForPagesAreRouted() throws Exception {
        try (Stream<Path> files = Files.list(Project.folder().resolve("webapp"))) {
            List<String> modules = files.map(file -> "/" + file.getFileName())
                    .filter(name -> name.matches("/sluice.*\\.js"))
                    .sorted()
                    .toList();
            List<String> routed = paths.stream()
                    .map(HTTPIngressPath::getPath)
                    .filter(path -> path.endsWith(".js"))
                    .sorted()
                    .toList();
            assertEquals(modules, routed);
        }
    }

    @Test
    void allPathsLeadToTheService() throws Exception {
        Service service = KubernetesObjects.read().only(Service.class);
        for (HTTPIngressPath path : paths) {
            assertEquals(
                    service.getMetadata().getName(),
                    path.getBackend().getService().getName());
            assertEquals(
                    service.getSpec().getPorts().get(0).getName(),
                    path.getBackend().getService().getPort().getName());
        }
    }

    @ParameterizedTest
    @CsvSource({"nginx.ingress.kubernetes.io, off", "nginx.org, False"})
    void nginxHoldsNoEventBackAndWaits(String family, String off) throws Exception {
        Map<String, String> annotations =
                ingress("ingress-nginx/annotations.yaml").getMetadata().getAnnotations();
        assertEquals(off, annotations.get(family + "/proxy-buffering"));
        int seconds = seconds(annotations.get(family + "/proxy-read-timeout"));
        assertTrue(seconds > 2 * seconds(Setting.HEARTBEAT.defaultText()), seconds + " s");
    }

    private static int seconds(String duration) {
        return Integer.parseInt(duration.replace("s", ""));
    }

    @Test
    void addressesOfStreamsAreInNoLog() throws Exception {
        assertEquals(
                "false",
                ingress("ingress-nginx/annotations.yaml")
                        .getMetadata()
                        .getAnnotations()
                        .get("nginx.ingress.kubernetes.io/enable-access-log"));
        assertEquals(
                "false",
                ingress("ingress-traefik/annotations.yaml")
                        .getMetadata()
                        .getAnnotations()
                        .get("traefik.ingress.kubernetes.io/router.observability.accesslogs"));
    }
}

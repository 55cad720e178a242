package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import dev.sluice.testing.KubernetesObjects;
import dev.sluice.testing.OpenApi;
import dev.sluice.testing.Project;
import dev.sluice.testing.Tokens;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pods that {@code deploy/kubernetes} starts fit to what a node does. */
class DeploymentManifestTest {
    /** How long a node may take to stop beyond its drain time, the last 5 s while Redis is away: docs/operations.md. */
    private static final Duration BEYOND_DRAIN = Duration.ofSeconds(6 + 5);

    private static KubernetesObjects objects;
    private static Deployment deployment;
    private static Container container;

    @BeforeAll
    static void read() throws Exception {
        objects = KubernetesObjects.read();
        deployment = objects.only(Deployment.class);
        container = pod().getContainers().get(0);
    }

    private static PodTemplateSpec template() {
        return deployment.getSpec().getTemplate();
    }

    private static PodSpec pod() {
        return template().getSpec();
    }

    /** The settings of a pod, with all of the Secret's keys. */
    private static Settings settings() {
        Map<String, String> secret = Map.of(
                "redis-url", "redis://redis:6379",
                "auth-key", Tokens.KEY,
                "admin-token", "the-token-of-the-operators",
                "metrics-token", "the-token-of-the-monitoring");
        Path config = KubernetesObjects.folder().resolve("base/sluice.yaml");
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(
                    variable.getName(),
                    variable.getName().equals(Setting.CONFIG.environmentName())
                            ? config.toString()
                            : secret.get(
                                    variable.getValueFrom().getSecretKeyRef().getKey()));
        }
        return new SettingsLoader(environment, new Properties(), Map.of()).load();
    }

    @Test
    void settingsOfPodsAreValid() {
        Settings settings = settings();
        assertTrue(settings.redisUrl().isPresent());
        assertTrue(settings.access().isPresent());
        assertTrue(settings.adminToken().isPresent());
        assertTrue(settings.metricsToken().isPresent());
        assertTrue(settings.trustedProxies().contains("10.42.0.7"));
        assertFalse(settings.trustedProxies().contains("203.0.113.7"));
    }

    @Test
    void onlyTheUrlOfRedisMustBeThere() {
        List<String> required = container.getEnv().stream()
                .filter(variable -> variable.getValueFrom() != null
                        && !Boolean.TRUE.equals(
                                variable.getValueFrom().getSecretKeyRef().getOptional()))
                .map(EnvVar::getName)
                .toList();
        assertEquals(List.of(Setting.REDIS_URL.environmentName()), required);
    }

    @Test
    void theSettingsFileIsMounted() {
        String path = container.getEnv().stream()
                .filter(variable -> variable.getName().equals(Setting.CONFIG.environmentName()))
                .map(EnvVar::getValue)
                .findAny()
                .orElseThrow();
        String volume = container.getVolumeMounts().stream()
                .filter(mount -> path.equals(mount.getMountPath() + "/sluice.yaml"))
                .map(mount -> mount.getName())
                .findAny()
                .orElseThrow();
        assertTrue(pod().getVolumes().stream()
                .anyMatch(each -> each.getName().equals(volume) && each.getConfigMap() != null));
    }

    @Test
    void portsAreThoseOfTheNode() {
        int port = settings().port();
        assertEquals(port, container.getPorts().get(0).getContainerPort());
        IntOrString name = new IntOrString(container.getPorts().get(0).getName());
        assertEquals(
                name, objects.only(Service.class).getSpec().getPorts().get(0).getTargetPort());
        assertEquals(
                List.of(name),
                objects.only(NetworkPolicy.class).getSpec().getIngress().stream()
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(each -> each.getPort())
                        .toList());
        assertEquals(
                String.valueOf(port), template().getMetadata().getAnnotations().get("prometheus.io/port"));
    }

    @Test
    void probesAskWhatTheyAreFor() throws Exception {
        assertEquals("/health/accepting", path(container.getReadinessProbe()));
        assertEquals("/health/live", path(container.getLivenessProbe()));
        assertEquals("/health/live", path(container.getStartupProbe()));
        Set<String> paths = OpenApi.read().operations().stream()
                .map(OpenApi.Operation::path)
                .collect(Collectors.toSet());
        assertTrue(paths.containsAll(Set.of("/health/accepting", "/health/live")));
        assertTrue(paths.contains(template().getMetadata().getAnnotations().get("prometheus.io/path")));
    }

    private static String path(Probe probe) {
        assertEquals(
                new IntOrString(container.getPorts().get(0).getName()),
                probe.getHttpGet().getPort());
        return probe.getHttpGet().getPath();
    }

    @Test
    void graceOutlastsTheSleepAndTheDrain() {
        Duration sleep = Duration.ofSeconds(
                container.getLifecycle().getPreStop().getSleep().getSeconds());
        Duration needed = sleep.plus(settings().drainTime()).plus(BEYOND_DRAIN);
        assertTrue(pod().getTerminationGracePeriodSeconds() > needed.toSeconds(), needed.toString());
    }

    @Test
    void selectorsMatchThePods() {
        Map<String, String> labels = template().getMetadata().getLabels();
        assertEquals(labels, deployment.getSpec().getSelector().getMatchLabels());
        assertEquals(labels, objects.only(Service.class).getSpec().getSelector());
        assertEquals(
                labels,
                objects.only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels());
        assertEquals(
                labels,
                objects.only(NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels());
        for (TopologySpreadConstraint spread : pod().getTopologySpreadConstraints()) {
            assertEquals(labels, spread.getLabelSelector().getMatchLabels());
        }
    }

    @Test
    void aRolloutTakesNoPodBeforeItsSuccessor() {
        assertTrue(deployment.getSpec().getReplicas() >= 2);
        assertEquals(
                new IntOrString(0),
                deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable());
        assertEquals(
                new IntOrString(1),
                objects.only(PodDisruptionBudget.class).getSpec().getMaxUnavailable());
    }

    @Test
    void podsHaveTheUserOfTheImage() throws Exception {
        long user = pod().getSecurityContext().getRunAsUser();
        long group = pod().getSecurityContext().getRunAsGroup();
        assertEquals(List.of(10001L, 10001L), List.of(user, group));
        Path dockerfile = Project.folder().resolve("Dockerfile");
        if (Files.exists(dockerfile)) {
            assertTrue(
                    Files.readAllLines(dockerfile).contains("USER " + user + ":" + group),
                    "the image has another user");
        }
    }

    @Test
    void podsHaveNoPrivileges() {
        assertTrue(pod().getSecurityContext().getRunAsNonRoot());
        assertEquals(
                "RuntimeDefault", pod().getSecurityContext().getSeccompProfile().getType());
        assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
        assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem());
        assertEquals(
                List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
        assertFalse(pod().getAutomountServiceAccountToken());
        assertFalse(pod().getEnableServiceLinks());
        assertNull(container.getResources().getLimits().get("cpu"));
        assertEquals(
                container.getResources().getRequests().get("memory"),
                container.getResources().getLimits().get("memory"));
    }
}

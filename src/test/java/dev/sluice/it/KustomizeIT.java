package dev.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.KubernetesObjects;
import dev.sluice.testing.Programs;
import dev.sluice.testing.Project;
import dev.sluice.testing.ServerProcess;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code kubectl apply -k deploy/kubernetes} sends, as it is and with the lines that are commented out. */
@Tag("long")
class KustomizeIT {
    @TempDir
    private Path folder;

    /** Renders the manifests with these components, and with the host of the example if there is an Ingress. */
    private KubernetesObjects render(String... components) throws Exception {
        copy(KubernetesObjects.folder(), folder);
        Path kustomization = folder.resolve("kustomization.yaml");
        String text = Files.readString(kustomization);
        for (String component : components) {
            String line = "  # - " + component;
            assertTrue(text.contains(line), line);
            text = text.replace(line, "  - " + component);
        }
        int patches = text.indexOf("# patches:");
        if (List.of(components).toString().contains("ingress")) {
            text = text.substring(0, patches)
                    + text.substring(patches).replace("\n# ", "\n").substring(2);
        }
        Files.writeString(kustomization, text);
        Path rendered = folder.resolve("rendered.yaml");
        try (ServerProcess program = ServerProcess.start(command(rendered), Project.folder(), Map.of())) {
            assertEquals(0, program.exitValue(), program.output());
        }
        return KubernetesObjects.parse(Files.readString(rendered));
    }

    private List<String> command(Path rendered) {
        List<String> command = Programs.find("kustomize").isPresent()
                ? List.of("kustomize", "build")
                : List.of(Programs.require("kubectl").toString(), "kustomize");
        return Stream.concat(command.stream(), Stream.of(folder.toString(), "--output", rendered.toString()))
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    @Test
    void withoutComponentsThereIsNoIngress() throws Exception {
        KubernetesObjects objects = render();
        assertEquals(
                List.of("ConfigMap", "Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service"),
                objects.all().stream().map(HasMetadata::getKind).sorted().toList());
        objects.all()
                .forEach(object -> assertEquals("sluice", object.getMetadata().getNamespace()));
        Deployment deployment = objects.only(Deployment.class);
        assertEquals(2, deployment.getSpec().getReplicas());
        assertEquals(
                "registry.example.com/sluice:0.1.0",
                deployment
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage());
        assertEquals(
                1,
                objects.only(NetworkPolicy.class)
                        .getSpec()
                        .getIngress()
                        .get(0)
                        .getFrom()
                        .size());
    }

    @Test
    void theSettingsAreThoseOfTheFile() throws Exception {
        KubernetesObjects objects = render();
        ConfigMap settings = objects.only(ConfigMap.class);
        assertEquals(
                Map.of(
                        "sluice.yaml",
                        Files.readString(KubernetesObjects.folder().resolve("base/sluice.yaml"))),
                settings.getData());
        assertEquals(
                settings.getMetadata().getName(),
                objects.only(Deployment.class).getSpec().getTemplate().getSpec().getVolumes().stream()
                        .filter(volume -> volume.getConfigMap() != null)
                        .map(volume -> volume.getConfigMap().getName())
                        .findAny()
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"ingress-nginx, nginx, 8", "ingress-traefik, traefik, 3"})
    void componentsOpenTheNetworkForTheirController(String component, String ingressClass, int annotations)
            throws Exception {
        KubernetesObjects objects = render(component);
        Ingress ingress = objects.only(Ingress.class);
        assertEquals(ingressClass, ingress.getSpec().getIngressClassName());
        assertEquals(annotations, ingress.getMetadata().getAnnotations().size());
        assertEquals("www.example.com", ingress.getSpec().getRules().get(0).getHost());
        assertEquals(
                List.of("www.example.com"), ingress.getSpec().getTls().get(0).getHosts());
        assertEquals(8, ingress.getSpec().getRules().get(0).getHttp().getPaths().size());
        String admitted =
                objects.only(NetworkPolicy.class).getSpec().getIngress().toString();
        assertTrue(admitted.contains(component.equals("ingress-nginx") ? "nginx-ingress" : "traefik"), admitted);
        assertTrue(admitted.contains("monitoring"), admitted);
    }

    @Test
    void theAutoscalerAloneSaysHowManyPods() throws Exception {
        KubernetesObjects objects = render("autoscaling", "ingress-traefik");
        assertNull(objects.only(Deployment.class).getSpec().getReplicas());
        assertEquals(2, objects.only(HorizontalPodAutoscaler.class).getSpec().getMinReplicas());
    }
}

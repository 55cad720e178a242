package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testing.KubernetesObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each manifest is an object that Kubernetes knows, and is part of a kustomization. */
class ManifestsTest {
    private static List<Path> files() throws IOException {
        return KubernetesObjects.files();
    }

    private static List<Path> kustomizations() throws IOException {
        try (Stream<Path> files = Files.walk(KubernetesObjects.folder())) {
            return files.filter(file -> file.endsWith("kustomization.yaml")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void manifestsHaveNoUnknownFields(Path file) throws Exception {
        KubernetesObjects.parse(Files.readString(file))
                .all()
                .forEach(object -> assertEquals("sluice", object.getMetadata().getName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"replica: 2", "replicas: two", "template: {spec: {enableServiceLink: false}}"})
    void misspelledFieldsAreRefused(String field) {
        String start = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: sluice}\nspec:\n  ";
        assertEquals(1, KubernetesObjects.parse(start + "replicas: 2").all().size());
        assertThrows(JacksonException.class, () -> KubernetesObjects.parse(start + field));
    }

    @Test
    void kustomizationsUseEveryFileOfTheirFolder() throws Exception {
        for (Path kustomization : kustomizations()) {
            Path folder = kustomization.getParent();
            assertEquals(manifests(folder), used(kustomization), folder.toString());
        }
    }

    private static Set<String> manifests(Path folder) throws IOException {
        return files().stream()
                .filter(file -> file.getParent().equals(folder))
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The files that a kustomization names as resources and patches; folders that it names must exist. */
    private static Set<String> used(Path kustomization) throws IOException {
        JsonNode node = YAMLMapper.shared().readTree(Files.readString(kustomization));
        Set<String> used = new TreeSet<>();
        Stream.concat(
                        Stream.of("resources", "components")
                                .flatMap(list -> node.path(list).valueStream()),
                        node.path("patches").valueStream().map(patch -> patch.path("path")))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .forEach(name -> {
                    Path target = kustomization.resolveSibling(name);
                    assertTrue(Files.exists(target), target.toString());
                    if (Files.isRegularFile(target)) {
                        used.add(name);
                    }
                });
        return used;
    }
}

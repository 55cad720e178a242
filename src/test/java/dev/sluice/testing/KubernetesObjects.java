package dev.sluice.testing;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** Kubernetes objects, decoded strictly: a field that Kubernetes does not know is an error. */
public final class KubernetesObjects {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 Service", Service.class,
            "apps/v1 Deployment", Deployment.class,
            "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
            "networking.k8s.io/v1 Ingress", Ingress.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

    /** The classes have an any-setter, which would take every unknown field. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                @Override
                public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
                    return Boolean.FALSE;
                }
            })
            .build();

    private final List<HasMetadata> objects;

    private KubernetesObjects(List<HasMetadata> objects) {
        this.objects = objects;
    }

    /** The folder of the manifests. */
    public static Path folder() {
        return Project.folder().resolve("deploy/kubernetes");
    }

    /** Returns the files with manifests; the others in the folder are not for Kubernetes' API. */
    public static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !List.of("kustomization.yaml", "sluice.yaml", "prometheus-adapter.yaml")
                            .contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    /** Reads all files with manifests; annotations of an Ingress are objects of their own there. */
    public static KubernetesObjects read() throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        for (Path file : files()) {
            objects.addAll(parse(Files.readString(file)).objects);
        }
        return new KubernetesObjects(objects);
    }

    /**
     * Decodes the documents of a YAML text; aliases count as what they stand for.
     *
     * @throws tools.jackson.core.JacksonException if a field is unknown, or a value has the wrong type
     * @throws IllegalArgumentException if a kind is unknown
     */
    public static KubernetesObjects parse(String yaml) {
        List<HasMetadata> objects = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            Map<?, ?> object = (Map<?, ?>) document;
            String kind = object.get("apiVersion") + " " + object.get("kind");
            if (!KINDS.containsKey(kind)) {
                throw new IllegalArgumentException("unknown kind " + kind);
            }
            objects.add(STRICT.convertValue(object, KINDS.get(kind)));
        }
        return new KubernetesObjects(objects);
    }

    public List<HasMetadata> all() {
        return objects;
    }

    public <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** @throws IllegalStateException if there is not exactly one */
    public <T extends HasMetadata> T only(Class<T> kind) {
        List<T> found = all(kind);
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " objects are of the kind " + kind.getSimpleName());
        }
        return found.get(0);
    }
}

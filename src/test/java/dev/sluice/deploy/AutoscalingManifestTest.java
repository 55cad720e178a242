package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.metrics.Metric;
import dev.sluice.testing.KubernetesObjects;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HPAScalingRules;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The autoscaler counts streams, and is slow to end them. */
class AutoscalingManifestTest {
    private static KubernetesObjects objects;
    private static HorizontalPodAutoscalerSpec autoscaler;

    @BeforeAll
    static void read() throws Exception {
        objects = KubernetesObjects.read();
        autoscaler = objects.only(HorizontalPodAutoscaler.class).getSpec();
    }

    @Test
    void itScalesTheDeploymentByStreams() throws Exception {
        Deployment deployment = objects.only(Deployment.class);
        assertEquals(deployment.getKind(), autoscaler.getScaleTargetRef().getKind());
        assertEquals(
                deployment.getMetadata().getName(),
                autoscaler.getScaleTargetRef().getName());
        assertEquals(deployment.getSpec().getReplicas(), autoscaler.getMinReplicas());
        assertEquals(
                Metric.CONNECTIONS.fullName(),
                autoscaler.getMetrics().get(0).getPods().getMetric().getName());
        JsonNode rule = YAMLMapper.shared()
                .readTree(Files.readString(KubernetesObjects.folder().resolve("autoscaling/prometheus-adapter.yaml")))
                .at("/rules/custom/0");
        assertEquals(
                Metric.CONNECTIONS.fullName() + "{namespace!=\"\",pod!=\"\"}",
                rule.get("seriesQuery").stringValue());
        assertEquals("pod", rule.at("/resources/overrides/pod/resource").stringValue());
    }

    @Test
    void onePodLeavesAtATime() {
        HPAScalingRules down = autoscaler.getBehavior().getScaleDown();
        assertEquals(1, down.getPolicies().size());
        assertEquals("Pods", down.getPolicies().get(0).getType());
        assertEquals(1, down.getPolicies().get(0).getValue());
        assertTrue(down.getStabilizationWindowSeconds()
                > autoscaler.getBehavior().getScaleUp().getStabilizationWindowSeconds());
    }
}

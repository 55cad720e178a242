package dev.sluice.bridge.kafka;

import dev.sluice.bridge.source.SourceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a source at the broker. */
final class KafkaTopics {
    private KafkaTopics() {}

    /**
     * Returns the topics' ids by name; the zero id if the broker has none. Asked before subscribing, because a consumer
     * waits silently for a topic that does not exist.
     *
     * @throws SourceException if a topic does not exist, or the broker cannot be used
     */
    static Map<String, Uuid> ids(KafkaSettings settings) throws SourceException {
        try (Admin admin = Admin.create(settings.adminProperties())) {
            return ids(settings, admin);
        } catch (KafkaException | ExecutionException e) {
            throw KafkaFaults.of(settings, "cannot be used with these settings", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("The bridge is stopping", e);
        }
    }

    private static Map<String, Uuid> ids(KafkaSettings settings, Admin admin)
            throws SourceException, ExecutionException, InterruptedException {
        Map<String, Uuid> ids = new HashMap<>();
        List<String> missing = new ArrayList<>();
        Map<String, KafkaFuture<TopicDescription>> topics =
                admin.describeTopics(settings.topics()).topicNameValues();
        for (String name : settings.topics()) {
            try {
                ids.put(name, topics.get(name).get().topicId());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            throw new SourceException(settings + " has no topic " + String.join(" and no topic ", missing));
        }
        return ids;
    }
}

/** The bridge's adapter to Kafka. Begin with {@link dev.sluice.bridge.kafka.KafkaSource}. Only here is Kafka's client used. */
package dev.sluice.bridge.kafka;

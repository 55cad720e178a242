/**
 * The bridge's adapter to RabbitMQ. Begin with {@link dev.sluice.bridge.rabbitmq.RabbitSource}. Only here is RabbitMQ's
 * client used.
 */
package dev.sluice.bridge.rabbitmq;

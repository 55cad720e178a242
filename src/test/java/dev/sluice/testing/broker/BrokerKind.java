package dev.sluice.testing.broker;

/** All brokers. */
public enum BrokerKind {
    KAFKA,
    RABBITMQ,
    RABBITMQ_QUORUM,
    CLASSIC,
    ARTEMIS;

    /** Starts one. */
    public Broker start() throws Exception {
        return switch (this) {
            case KAFKA -> KafkaBroker.started();
            case RABBITMQ -> RabbitBroker.started();
            case RABBITMQ_QUORUM -> RabbitBroker.started(true);
            case CLASSIC -> JmsBroker.classic();
            case ARTEMIS -> JmsBroker.artemis();
        };
    }
}

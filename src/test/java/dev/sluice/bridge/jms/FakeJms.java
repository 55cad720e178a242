package dev.sluice.bridge.jms;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.activemq.command.ActiveMQTextMessage;

/** A broker in this process, with one queue. What a test does not need does nothing. */
final class FakeJms {
    private final Deque<Message> messages;
    private boolean isLost;
    private boolean isTaken;

    FakeJms(List<? extends Message> messages) {
        this.messages = new ArrayDeque<>(messages);
    }

    /** Lets each further question to the broker fail. */
    void lose() {
        isLost = true;
    }

    /** Lets the client id belong to another connection. */
    void takeClientId() {
        isTaken = true;
    }

    static ActiveMQTextMessage text(String text) throws JMSException {
        ActiveMQTextMessage message = new ActiveMQTextMessage();
        message.setText(text);
        return message;
    }

    ConnectionFactory factory() {
        return fake(ConnectionFactory.class, method -> fake(Connection.class, this::ofConnection));
    }

    private Object ofConnection(String method) throws JMSException {
        if (method.equals("setClientID") && isTaken) {
            throw new InvalidClientIDException("taken");
        }
        return method.equals("createSession") ? fake(Session.class, this::ofSession) : null;
    }

    private Object ofSession(String method) throws JMSException {
        if (method.equals("createConsumer")) {
            return fake(MessageConsumer.class, called -> called.startsWith("receive") ? messages.poll() : null);
        }
        if (isLost) {
            throw new JMSException("lost");
        }
        return method.equals("createQueue") ? fake(Queue.class, called -> null) : null;
    }

    /** What a method with this name returns. */
    private interface Answers {
        Object to(String method) throws JMSException;
    }

    private static <T> T fake(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.to(method.getName())));
    }
}

package dev.sluice.bridge.jms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.activemq.command.ActiveMQBytesMessage;
import org.apache.activemq.command.ActiveMQMapMessage;
import org.apache.activemq.command.ActiveMQMessage;
import org.apache.activemq.command.ActiveMQObjectMessage;
import org.apache.activemq.command.ActiveMQStreamMessage;
import org.junit.jupiter.api.Test;

class JmsBodyTest {
    private static void check(String value, String fault, JmsBody body) {
        assertEquals(value, new String(body.value(), StandardCharsets.UTF_8));
        assertEquals(Optional.ofNullable(fault), body.fault());
    }

    @Test
    void textIsRead() throws Exception {
        check("Zoë 😀", null, JmsBody.of(FakeJms.text("Zoë 😀")));
        check("", null, JmsBody.of(FakeJms.text("")));
        check("", "has no text", JmsBody.of(FakeJms.text(null)));
    }

    @Test
    void halfASurrogatePairIsKeptAsReplacement() throws Exception {
        check("a\uFFFDb", "has half a surrogate pair", JmsBody.of(FakeJms.text("a\uD83Db")));
    }

    @Test
    void bytesAreRead() throws Exception {
        ActiveMQBytesMessage message = new ActiveMQBytesMessage();
        message.writeBytes(new byte[] {1, 2});
        message.reset();
        assertArrayEquals(new byte[] {1, 2}, JmsBody.of(message).value());
    }

    @Test
    void mapIsKeptAsJson() throws Exception {
        ActiveMQMapMessage message = new ActiveMQMapMessage();
        message.setString("user", "Zoë");
        message.setInt("count", 7);
        message.setBytes("raw", new byte[] {1});
        check(
                "{\"count\":7,\"raw\":\"AQ==\",\"user\":\"Zoë\"}",
                "is a MapMessage, not text or bytes",
                JmsBody.of(message));
    }

    @Test
    void streamIsKeptAsJsonAndReadableAgain() throws Exception {
        ActiveMQStreamMessage message = new ActiveMQStreamMessage();
        message.writeString("a");
        message.writeLong(7);
        message.writeBoolean(true);
        message.reset();
        check("[\"a\",7,true]", "is a StreamMessage, not text or bytes", JmsBody.of(message));
        assertEquals("a", message.readString());
    }

    @Test
    void objectIsNeverRead() throws Exception {
        ActiveMQObjectMessage message = new ActiveMQObjectMessage() {
            @Override
            public java.io.Serializable getObject() {
                throw new AssertionError("the object was read");
            }
        };
        check("", "is an ObjectMessage, whose bytes are not kept", JmsBody.of(message));
        check("", "has no body", JmsBody.of(new ActiveMQMessage()));
    }
}

package dev.sluice.http.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.http.streams.DirectMessage;
import dev.sluice.http.streams.StreamSelection;
import dev.sluice.sse.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectReaderTest {
    private static final int MAX_BYTES = 100;

    private final DirectReader reader = new DirectReader(MAX_BYTES);

    private DirectReader.Published read(String message) {
        return reader.read(message.getBytes(StandardCharsets.UTF_8));
    }

    private String fault(String message) {
        return assertThrows(MalformedMessageException.class, () -> read(message))
                .getMessage();
    }

    @Test
    void readsWhomAMessageIsFor() {
        assertEquals(
                new DirectReader.Published(
                        StreamSelection.ofUser("ann"), new DirectMessage("Hello", Optional.of("greeting"))),
                read("{\"event\": \"greeting\", \"user\": \"ann\", \"data\": \"Hello\"}"));
        assertEquals(
                new DirectReader.Published(
                        StreamSelection.ofId("abc"), new DirectMessage("{\"a\":1.0}", Optional.empty())),
                read("{\"connection\": \"abc\", \"data\": {\"a\": 1.0}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'data':1}|must have either 'connection' or 'user', and has neither",
                "{'data':1,'user':'secret','connection':'b'}|must have either 'connection' or 'user', and has both",
                "{'user':'secret'}|has no 'data'",
                "{'data':1,'user':'secret','user':'b'}|has 'user' twice",
                "{'data':1,'user':1}|has a 'user' that is not a string",
                "{'data':1,'connection':null}|has a 'connection' that is not a string",
                "{'data':1,'user':'\\ud800'}|has half a surrogate pair in 'user'",
                "{'data':'\\udc00','user':'secret'}|has half a surrogate pair in 'data'",
                "{'data':1,'user':'secret','to':'b'}|has a member other than 'data', 'connection', 'user' and 'event'",
                "{'data':1,'user':'secret','event':'sluice:x'}|has an 'event' that starts with sluice:",
                "{'data':1,'user':'secret','event':'open'}|has an 'event' that is 'open', which is the name of an event of"
                        + " the EventSource itself",
                "['secret']|is not a JSON object",
                "secret|is not JSON at character 0",
            },
            quoteCharacter = '`')
    void namesTheFaultAndQuotesNothing(String message, String fault) {
        String actual = fault(message.replace('\'', '"'));
        assertEquals(fault.replace('\'', '"'), actual);
        assertFalse(actual.contains("secret"), actual);
    }

    @Test
    void whatIsTooLongIsMalformed() {
        String frame = "{\"user\":\"a\",\"data\":\"\"}";
        String longest = "x".repeat(MAX_BYTES - frame.length());
        assertEquals(
                longest,
                read(frame.replace("\"\"", "\"" + longest + "\"")).message().data());
        assertEquals("has 101 bytes, over the limit of 100", fault(frame.replace("\"\"", "\"" + longest + "x\"")));
    }
}

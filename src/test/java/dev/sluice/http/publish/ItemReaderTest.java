package dev.sluice.http.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.channel.ChannelKind;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.sse.EventContent;
import dev.sluice.sse.JsonMessageReader;
import dev.sluice.store.publish.Publication;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemReaderTest {
    private static final Settings TEXT = settings(Map.of());
    private static final Settings JSON =
            settings(Map.of("SLUICE_QUEUE_FORMAT", "json", "SLUICE_PUBSUB_TOPIC_FORMAT", "json"));

    private static Settings settings(Map<String, String> environment) {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("SLUICE_MAX_MESSAGE_BYTES", "40");
        return new SettingsLoader(all, new Properties(), Map.of()).load();
    }

    private static Publication read(Settings settings, String item) throws RefusedException {
        return new ItemReader(
                        name -> check(name, "q", ChannelKind.QUEUE),
                        name -> name.equals("live") ? ChannelKind.PUBSUB : check(name, "chat", ChannelKind.STREAM),
                        () -> settings)
                .read(item.replace('`', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ChannelKind check(String name, String served, ChannelKind kind) throws RefusedException {
        if (!name.equals(served)) {
            throw new RefusedException(Problem.forbidden("It is not served."));
        }
        return kind;
    }

    private static String text(Publication publication) {
        return new String(publication.data(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{`queue`:`q`,`data`:`a \\u00fc`} | QUEUE | a \u00FC | ''",
                "{`queue`:`q`,`data`:``} | QUEUE | '' | ''",
                "{`topic`:`chat`,`event`:`note`,`data`:{`a`: [1.50, null]}} | STREAM | {\"a\":[1.50,null]} | note",
                "{`topic`:`chat`,`data`:null} | STREAM | null | ''",
                "{`data`:12345678901234567890.10,`topic`:`live`} | PUBSUB | 12345678901234567890.10 | ''",
            })
    void stringsAreTextAndOtherValuesJson(String item, ChannelKind kind, String data, String type) throws Exception {
        Publication read = read(TEXT, item);
        assertEquals(kind, read.kind());
        assertEquals(data, text(read));
        assertEquals(type, read.type());
        assertEquals(Optional.empty(), read.key());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{`data`:`x`} | 400 | The message must have either \"queue\" or \"topic\", and has neither.",
                "{`queue`:`q`,`topic`:`chat`,`data`:`x`} | 400 | The message must have either \"queue\" or \"topic\", and has both.",
                "{`queue`:`q`} | 400 | The message has no \"data\".",
                "{`queue`:`q`,`evnt`:`x`,`data`:`x`} | 400 | The message has the unknown member \"evnt\". Perhaps you meant \"event\".",
                "{`queue`:`q`,`zzzzzzzzz`:1,`data`:`x`} | 400 | The message has the unknown member \"zzzzzzzzz\"; the members are queue, topic, data, event, key.",
                "{`queue`:`q`,`data`:`x`,`data`:`y`} | 400 | The message has \"data\" twice.",
                "{`queue`:5,`data`:`x`} | 400 | The message has a \"queue\" that is not a string.",
                "{`queue`:`q`,`data`:`x`,`key`:5} | 400 | The message has a \"key\" that is not a string.",
                "{`queue`:`q`,`data`:`x`,`key`:``} | 400 | The \"key\" is empty.",
                "{`queue`:`q`,`data`:`\\ud800`} | 400 | The message has half a surrogate pair in \"data\".",
                "{`queue`:`other`,`data`:`x`} | 403 | It is not served.",
                "{`topic`:`chat`,`data`:`x`,`event`:`error`} | 400 | The message has an \"event\" that is \"error\", which is the name of an event of the EventSource itself.",
                "{`queue`:`q`,`data`:`x`,`event`:`e`} | 400 | An \"event\" is for stream topics and channels with the format json only, and \"q\" is a queue with the format text.",
                "{`topic`:`live`,`data`:`x`,`event`:`e`} | 400 | An \"event\" is for stream topics and channels with the format json only, and \"live\" is a pub/sub topic with the format text.",
                "{`queue`:`q`,`data`:`01234567890123456789012345678901234567890`} | 413 | The message has 41 bytes, over the limit of 40.",
                "{`topic`:`chat`,`event`:`typ`,`data`:`01234567890123456789012345678901234567`} | 413 | The message has 41 bytes, over the limit of 40.",
                "'' | 400 | The message is not a JSON object.",
            })
    void eachFaultHasItsSentence(String item, int status, String said) {
        Problem problem =
                assertThrows(RefusedException.class, () -> read(TEXT, item)).problem();
        assertEquals(said, problem.detail());
        assertEquals(status, problem.status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{`queue`:`q`,`data`:`a\\`\\n`} | {\"data\":\"a\\\"\\n\"}",
                "{`queue`:`q`,`data`:{`a`: 1.0},`event`:`note`} | {\"data\":{\"a\":1.0},\"event\":\"note\"}",
                "{`topic`:`live`,`data`:7,`event`:`n\u00FC`} | {\"data\":7,\"event\":\"n\u00FC\"}",
            })
    void formatJsonGetsTheObject(String item, String object) throws Exception {
        Publication read = read(JSON, item.replace("\\`", "\\\""));
        assertEquals(object, text(read));
        assertEquals("", read.type());
    }

    @Test
    void readersOfTheFormatGetWhatWasSent() throws Exception {
        EventContent content = new JsonMessageReader()
                .read(read(JSON, "{`queue`:`q`,`data`:`1 `,`event`:`note`}").data());
        assertEquals("note", content.type());
        assertArrayEquals("1 ".getBytes(StandardCharsets.UTF_8), content.data());
    }

    @Test
    void keyIsBoundedInBytes() throws Exception {
        String longest = "\u00FC".repeat(64);
        String item = "{`queue`:`q`,`data`:`x`,`key`:`%s`}";
        assertEquals(
                Optional.of(new Publication.Key(Optional.empty(), longest)),
                read(TEXT, item.formatted(longest)).key());
        assertEquals(
                "The \"key\" has more than 128 bytes.",
                assertThrows(RefusedException.class, () -> read(TEXT, item.formatted(longest + "a")))
                        .getMessage());
    }
}

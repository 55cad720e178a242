package dev.sluice.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A line of the log as one bounded JSON object; its texts are those of the format for people. Thread-safe. */
// Why not an existing one: logback's JsonEncoder bounds neither message nor stack trace and has fixed names;
// logstash-logback-encoder would be one more library for these few lines of Jackson, which the node has anyway.
final class JsonLine extends EncoderBase<ILoggingEvent> {
    /** With the message, a line of usual text is under the 16 KiB at which container runtimes split lines. */
    static final int MAX_STACK_CHARACTERS = 8_000;

    /** The most frames of each exception, so that its causes come before the end of the field. */
    private static final String MAX_FRAMES = "40";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private static final byte[] NOTHING = {};

    private final StackLines stack = new StackLines();

    @Override
    public void start() {
        stack.setContext(getContext());
        stack.setOptionList(List.of(MAX_FRAMES));
        stack.start();
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("time", TIME.format(event.getInstant()));
        line.put("level", event.getLevel().toString());
        line.put("logger", LogLine.of(event.getLoggerName()));
        line.put("thread", LogLine.of(event.getThreadName()));
        line.put("message", LogLine.of(event.getFormattedMessage()));
        if (event.getThrowableProxy() != null) {
            String lines = String.join("\n", stack.lines(event.getThrowableProxy()));
            line.put("exception", LogLine.cut(lines, MAX_STACK_CHARACTERS));
        }
        return (JsonMapper.shared().writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}

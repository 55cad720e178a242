package dev.sluice.sse;

import java.util.List;
import java.util.stream.Stream;

/**
 * A stream and what a browser makes of it: what the tests {@code eventsource/format-*} of web-platform-tests cover, and
 * the examples of the specification.
 */
record StreamCase(String name, String stream, List<SpecParser.Event> events) {
    private static final String LONG = "x".repeat(2048);

    static List<StreamCase> all() {
        return List.of(
                of("format-bom", "\uFEFFdata:1\n\n\uFEFFdata:2\n\ndata:3\n\n", data("1"), data("3")),
                of("format-bom-2", "\uFEFF\uFEFFdata:1\n\ndata:2\n\ndata:3\n\n", data("2"), data("3")),
                of("BOM in the data", "data:\uFEFFx\n\n", data("\uFEFFx")),
                of(
                        "format-comments",
                        "data:a\r:\0\n:\r\ndata:b\n:" + LONG + "\rdata:c\n:data:no\r:" + LONG + "\ndata:d\n\n",
                        data("a\nb\nc\nd")),
                of("format-data-before-final-empty-line", "retry:1000\ndata:1\n\nid:x\ndata:2", data("1")),
                of("one line end before the end", "data:1\n\ndata:2\n", data("1")),
                of("event-data", "data:a\ndata: b\n\n:\nno:c\n\nno:d\nData:e\ndata\n\ndata:f\n\n", "a\nb", "", "f"),
                of("format-field-data", "data:\n\ndata\ndata\n\ndata:x\n\n", "", "\n", "x"),
                of("only the last trailing line feed goes", "data:x\ndata\ndata\n\n", "x\n\n"),
                of("format-field-event", "event:test\ndata:1\n\ndata:2\n\n", event("test", "1", ""), data("2")),
                of("format-field-event-empty", "event: \ndata:x\n\n", data("x")),
                of("a later event field wins", "event:a\nevent:b\ndata:x\n\n", event("b", "x", "")),
                of("an empty event field resets the type", "event:a\nevent\ndata:x\n\n", data("x")),
                of("a block without data resets the type", "event:a\n\ndata:x\n\n", data("x")),
                of("the space of a type", "event:  a \ndata:x\n\n", event(" a ", "x", "")),
                of("format-field-id", "id: …\nretry: 200\ndata: hello\n\n", event("message", "hello", "…")),
                of(
                        "format-field-id-2",
                        "id: …\ndata:1\n\ndata:2\n\ndata:3\n\n",
                        event("message", "1", "…"),
                        event("message", "2", "…"),
                        event("message", "3", "…")),
                of(
                        "format-field-id-3, changes",
                        "id: 1\ndata: 1\n\nid: 2\ndata:2\n\ndata:3\n\n",
                        event("message", "1", "1"),
                        event("message", "2", "2"),
                        event("message", "3", "2")),
                of(
                        "format-field-id-3, resets",
                        "id: 1\ndata: 1\n\nid:\ndata:2\n\ndata:3\n\n",
                        event("message", "1", "1"),
                        data("2"),
                        data("3")),
                of("an id without data", "id:7\n\ndata:x\n\n", event("message", "x", "7")),
                nullInId("\0\0"),
                nullInId("x\0"),
                nullInId("\0x"),
                nullInId("x\0x"),
                nullInId(" \0"),
                of(
                        "format-field-parsing",
                        "data:\0\ndata:  b\rData:no\ndata\0:no\ndata:c\r\0data:no\nda-ta:no\rdata_no\ndata:d\r"
                                + "data:\r\n data:no\ndata :no\ndata:e\n\n",
                        "\0\n b\nc\nd\n\ne"),
                of("format-field-retry", "retry:03000\ndata:x\n\n", "x"),
                of("format-field-retry-bogus", "retry:3000\nretry:1000x\ndata:x\n\n", "x"),
                of("format-field-retry-empty", "retry\ndata:x\n\n", "x"),
                of("format-field-unknown", "data:a\n data\ndata\nother:b\nwords\n:comment\ndata:c\n\n", "a\n\nc"),
                of("format-leading-space", "data:\ta\rdata: \ndata:b\n\n", "\ta\n\nb"),
                of("format-newlines", "data:a\r\ndata\ndata:b\r\n\r", "a\n\nb"),
                of(
                        "blank lines of all kinds",
                        "data:a\r\rdata:b\r\n\r\ndata:c\n\ndata:d\n\r\r\n\n",
                        "a",
                        "b",
                        "c",
                        "d"),
                of("LF CR is two line ends", "data:a\n\rdata:b\n\n", "a", "b"),
                of(
                        "other separators are no line ends",
                        "data:a\u0085b\u2028c\u2029d\u000Be\n\n",
                        "a\u0085b\u2028c\u2029d\u000Be"),
                of("format-null-character", "data:\0\n\n", "\0"),
                of("format-utf-8", "data:ok…\n\n", "ok…"),
                of("beyond the BMP", "event:😀\ndata:漢字😀\n\n", event("😀", "漢字😀", "")),
                of("a colon in a value", "data:a:b: c\nevent::\n\n", event(":", "a:b: c", "")),
                of("nothing", ""),
                of("9.2.6, stocks", "data: YHOO\ndata: +2\ndata: 10\n\n", "YHOO\n+2\n10"),
                of(
                        "9.2.6, four blocks",
                        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
                        event("message", "first event", "1"),
                        data("second event"),
                        data(" third event")),
                of("9.2.6, two events", "data\n\ndata\ndata\n\ndata:", "", "\n"),
                of("9.2.6, the same twice", "data:test\n\ndata: test\n\n", "test", "test"));
    }

    private static StreamCase nullInId(String id) {
        String name = "format-field-id-null " + id.replace("\0", "NUL");
        return of(name, "id:1\n\nid:" + id + "\ndata:x\n\n", event("message", "x", "1"));
    }

    private static StreamCase of(String name, String stream, SpecParser.Event... events) {
        return new StreamCase(name, stream, List.of(events));
    }

    private static StreamCase of(String name, String stream, String first, String... more) {
        Stream<String> payloads = Stream.concat(Stream.of(first), Stream.of(more));
        return new StreamCase(name, stream, payloads.map(StreamCase::data).toList());
    }

    private static SpecParser.Event data(String data) {
        return event("message", data, "");
    }

    private static SpecParser.Event event(String type, String data, String id) {
        return new SpecParser.Event(type, data, id);
    }

    @Override
    public String toString() {
        return name;
    }
}

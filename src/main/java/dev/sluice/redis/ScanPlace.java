package dev.sluice.redis;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place at which the next page of a list of connections begins.
 *
 * @param node the node whose connections come next
 * @param cursor the cursor of HSCAN in them
 * @param split there if only some of those that the cursor gives were on the page before
 */
record ScanPlace(String node, String cursor, Optional<Split> split) {
    static final String BEGINNING = "0";

    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z]{1,64}");
    // Redis takes every number of 19 digits for a cursor.
    private static final Pattern TEXT =
            Pattern.compile("(" + NAME + ")\\.([0-9]{1,19})(?:\\.([1-9][0-9]{0,2})\\.([0-9]{1,19})\\.(" + NAME + "))?");

    /**
     * The end of the page within what one cursor gives, ordered by id.
     *
     * @param count the COUNT of HSCAN
     * @param end the cursor that came next; if it comes again, the scan gives the same connections
     * @param lastId the last that was on the page
     */
    record Split(int count, String end, String lastId) {}

    static ScanPlace beginningOf(String node) {
        return new ScanPlace(node, BEGINNING, Optional.empty());
    }

    /** @throws IllegalArgumentException if the text is no place */
    static ScanPlace parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("It is no place in a list of connections.");
        }
        return new ScanPlace(
                matcher.group(1),
                matcher.group(2),
                Optional.ofNullable(matcher.group(3))
                        .map(count -> new Split(Integer.parseInt(count), matcher.group(4), matcher.group(5))));
    }

    /** Returns true if a connection may have this id; others would not fit into a place. */
    static boolean isId(String text) {
        return NAME.matcher(text).matches();
    }

    /** Returns the text that {@link #parse} reads. */
    String text() {
        return node
                + "."
                + cursor
                + split.map(at -> "." + at.count() + "." + at.end() + "." + at.lastId())
                        .orElse("");
    }
}

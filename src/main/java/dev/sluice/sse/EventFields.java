package dev.sluice.sse;

import java.util.Set;

/** The rules for the fields of an event. */
public final class EventFields {
    /** The longest id: a longer Last-Event-ID costs the browser a CORS preflight. */
    public static final int MAX_ID_LENGTH = 128;

    /** The prefix of the types of Sluice's own events. */
    public static final String OWN_TYPE_PREFIX = "sluice:";

    private static final Set<String> SIGNALS = Set.of("open", "error");

    private EventFields() {}

    /** Returns true if {@code id} has one to 128 characters, all of {@code [A-Za-z0-9._-]}. */
    public static boolean isId(String id) {
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (!isIdCharacter(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Returns true if {@code type} can be the type of an event: not empty, and on one line. */
    public static boolean isType(String type) {
        return !type.isEmpty() && isOneLine(type);
    }

    /** Returns why an application cannot give an event this type, as the end of a sentence about it; null if it can. */
    public static String faultOfType(String type) {
        if (!isType(type)) {
            return "is empty or has a line end or a NUL";
        }
        if (SIGNALS.contains(type)) {
            return "is \"" + type + "\", which is the name of an event of the EventSource itself";
        }
        return type.startsWith(OWN_TYPE_PREFIX) ? "starts with " + OWN_TYPE_PREFIX : null;
    }

    static String requireId(String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException("not an event id: \"" + id + "\"");
        }
        return id;
    }

    static String requireType(String type) {
        if (!isType(type)) {
            throw new IllegalArgumentException("not an event type: \"" + type + "\"");
        }
        return type;
    }

    static String requireOneLine(String text) {
        if (!isOneLine(text)) {
            throw new IllegalArgumentException("has a line end or a NUL: \"" + text + "\"");
        }
        return text;
    }

    private static boolean isIdCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }

    /** Returns true if there is no line end and no NUL: the specification ignores an id that has one. */
    private static boolean isOneLine(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0 && text.indexOf('\0') < 0;
    }
}

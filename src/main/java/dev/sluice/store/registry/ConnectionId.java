package dev.sluice.store.registry;

import java.util.regex.Pattern;

/** The form of the ids of connections: each begins with the name of its node. */
public final class ConnectionId {
    /** The length of a node's name. */
    public static final int NODE_LENGTH = 8;
    /** The length of the random part behind it. */
    public static final int RANDOM_LENGTH = 16;

    private static final String CHARACTERS = "[0-9A-Za-z]";
    private static final Pattern NODE = Pattern.compile(CHARACTERS + "{" + NODE_LENGTH + "}");
    private static final Pattern ID = Pattern.compile(NODE + CHARACTERS + "{" + RANDOM_LENGTH + "}");

    private ConnectionId() {}

    /** Returns true if the text can be the id of a connection. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** Returns true if the text can be the name of a node. */
    public static boolean isNode(String text) {
        return NODE.matcher(text).matches();
    }

    /** Returns the name of the node in the id of a connection. */
    public static String nodeOf(String id) {
        return id.substring(0, Math.min(NODE_LENGTH, id.length()));
    }
}

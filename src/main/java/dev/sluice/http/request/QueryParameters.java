package dev.sluice.http.request;

import dev.sluice.http.answer.Problem;
import dev.sluice.http.answer.RefusedException;
import dev.sluice.store.StreamId;
import dev.sluice.store.registry.ConnectionId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters in a request's address, or those of a form. The container's own parser would wait for a form's body,
 * and keep the parameters for as long as a stream lasts.
 */
public final class QueryParameters {
    /** The most parameters, which bounds a request's cost; more than any form needs. */
    private static final int MAX_PARAMETERS = 2_000;

    private static final int MAX_LISTED = 1_000;

    /** The names of lists as PHP and axios write them. */
    private static final Pattern LIST = Pattern.compile("(queue|topic)\\[[0-9]*]");

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * @param query the text after the question mark, or a form; null if there is none
     * @throws RefusedException if it is malformed
     */
    public QueryParameters(String query) throws RefusedException {
        if (query == null) {
            return;
        }
        String[] pairs = query.split("&", MAX_PARAMETERS + 1);
        if (pairs.length > MAX_PARAMETERS) {
            throw new RefusedException(Problem.badRequest("There are more than " + MAX_PARAMETERS + " parameters."));
        }
        for (String pair : pairs) {
            String[] parts = pair.split("=", 2);
            String value = parts.length == 1 ? "" : decode(parts[1]);
            if (!pair.isEmpty()) {
                values.computeIfAbsent(nameOf(decode(parts[0])), name -> new ArrayList<>())
                        .add(value);
            }
        }
    }

    private static String nameOf(String text) {
        Matcher list = LIST.matcher(text);
        if (list.matches()) {
            return list.group(1);
        }
        return text.equals("lastEventID") ? "lastEventId" : text;
    }

    /** Returns all names, in the order of their first appearance. */
    public Set<String> names() {
        return values.keySet();
    }

    /** @throws RefusedException if the parameter is given twice */
    public Optional<String> find(String name) throws RefusedException {
        if (all(name).size() > 1) {
            throw new RefusedException(Problem.badRequest("The parameter \"" + name + "\" is given twice."));
        }
        return first(name);
    }

    /** Returns the first value, if there is one. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** Returns all values, in order. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /**
     * Reads an id of a stream topic.
     *
     * @param text the parameter's value
     * @throws RefusedException if there is a value that is not an id
     */
    public static Optional<StreamId> id(String name, Optional<String> text) throws RefusedException {
        Optional<StreamId> id = text.flatMap(StreamId::parse);
        if (text.isPresent() && id.isEmpty()) {
            throw malformed(name, "an id such as 1700000000000-0");
        }
        return id;
    }

    /**
     * Reads how many events, connections or persons are listed at most.
     *
     * @param text the parameter's value
     * @throws RefusedException if there is a value that is not a number from {@code least} to 1000
     */
    public static Optional<Integer> count(String name, Optional<String> text, int least) throws RefusedException {
        Optional<Integer> count = text.filter(digits -> digits.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .filter(number -> number >= least && number <= MAX_LISTED);
        if (text.isPresent() && count.isEmpty()) {
            throw malformed(name, "a number from " + least + " to " + MAX_LISTED);
        }
        return count;
    }

    /**
     * Returns the public id of a connection.
     *
     * @param text the parameter's value
     * @throws RefusedException if it cannot be one
     */
    public static String connection(String name, String text) throws RefusedException {
        if (!ConnectionId.isId(text)) {
            throw malformed(name, "the id of a connection, which the event sluice:connected has");
        }
        return text;
    }

    private static RefusedException malformed(String name, String needed) {
        return new RefusedException(Problem.badRequest("The parameter \"" + name + "\" is not " + needed + "."));
    }

    private static String decode(String text) throws RefusedException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Problem.badRequest("The parameters have an invalid percent-encoding."));
        }
    }
}

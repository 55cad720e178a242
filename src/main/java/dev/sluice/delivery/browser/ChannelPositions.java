package dev.sluice.delivery.browser;

import dev.sluice.sse.EventFields;
import dev.sluice.store.MessageId;
import dev.sluice.store.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The positions of one connection in its channels. The id of each of its events states them, in this form:
 *
 * <pre>
 * id     = place                      one stream topic and no queue: the stream's own id
 *        | [ queues ] *( "_" place )  any other channels
 * queues = token "-" number           the id of this message of a queue
 *        | token "." number           the id of another event; the last message before it
 * place  = milliseconds "-" sequence | "x" if it is not known yet
 * </pre>
 *
 * <p>The separator tells messages from other events: a page may confirm an event of a topic by mistake, which must not
 * confirm the message before it. Immutable.
 *
 * @param lastMessage the last message of a queue; empty if the connection has no queues
 * @param isMessage true if the id is that of this message
 * @param places the place in each stream topic, in the connection's order; empty for one that is not known yet
 */
public record ChannelPositions(Optional<MessageId> lastMessage, boolean isMessage, List<Optional<StreamId>> places) {
    /** The number of stream topics whose places fit into an id. */
    public static final int MAX_TOPICS = 5;

    /** The positions of a browser that has seen nothing. */
    public static final ChannelPositions NONE = new ChannelPositions(Optional.empty(), false, List.of());

    private static final char BEFORE_PLACE = '_';
    private static final char OF_MESSAGE = '-';
    private static final char OF_ANOTHER = '.';
    private static final String UNKNOWN = "x";

    /**
     * Writes an id.
     *
     * @param token of the connection; null if it has no queues
     * @param isMessage true if the id is that of a message of a queue
     * @param number of that message, or of the last message before
     * @param places in each stream topic; null for one that is not known yet
     */
    static String format(String token, boolean isMessage, long number, StreamId... places) {
        if (token == null && places.length == 1 && places[0] != null) {
            return places[0].toString();
        }
        StringBuilder id = new StringBuilder();
        if (token != null) {
            id.append(token).append(isMessage ? OF_MESSAGE : OF_ANOTHER).append(number);
        }
        for (StreamId place : places) {
            id.append(BEFORE_PLACE).append(place == null ? UNKNOWN : place);
        }
        return id.toString();
    }

    /** Returns the id before the first event of a connection that has queues only. */
    public static String beforeFirst(String token) {
        return format(token, false, 0);
    }

    /** Reads an id. Returns empty if the text is none. */
    public static Optional<ChannelPositions> parse(String id) {
        if (!EventFields.isId(id)) {
            return Optional.empty();
        }
        Optional<StreamId> alone = StreamId.parse(id);
        if (alone.isPresent()) {
            return Optional.of(new ChannelPositions(Optional.empty(), false, List.of(alone)));
        }
        String[] parts = id.split(String.valueOf(BEFORE_PLACE), -1);
        List<Optional<StreamId>> places = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            Optional<StreamId> place = StreamId.parse(parts[i]);
            if (place.isEmpty() && !parts[i].equals(UNKNOWN)) {
                return Optional.empty();
            }
            places.add(place);
        }
        if (parts[0].isEmpty()) {
            return Optional.of(new ChannelPositions(Optional.empty(), false, places));
        }
        boolean isMessage = parts[0].indexOf(OF_MESSAGE) >= 0;
        return MessageId.parse(isMessage ? parts[0] : parts[0].replace(OF_ANOTHER, OF_MESSAGE))
                .map(message -> new ChannelPositions(Optional.of(message), isMessage, places));
    }

    /** Returns the message of a queue that has this id; empty for the id of another event. */
    public Optional<MessageId> message() {
        return lastMessage.filter(message -> isMessage && message.number() > 0);
    }

    /** Returns the places if their number is that of the stream topics; otherwise none. */
    public List<Optional<StreamId>> placesIn(int topics) {
        return places.size() == topics ? places : List.of();
    }

    @Override
    public String toString() {
        return format(
                lastMessage.map(MessageId::connection).orElse(null),
                isMessage,
                lastMessage.map(MessageId::number).orElse(0L),
                places.stream().map(place -> place.orElse(null)).toArray(StreamId[]::new));
    }
}

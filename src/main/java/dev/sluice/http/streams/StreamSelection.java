package dev.sluice.http.streams;

import java.util.Optional;

/**
 * A selection of streams: those for which all holds that is given.
 *
 * @param id the public id of a connection
 * @param user a user
 * @param channel a queue or a topic
 */
public record StreamSelection(Optional<String> id, Optional<String> user, Optional<String> channel) {
    /** Selects one stream. */
    public static StreamSelection ofId(String id) {
        return new StreamSelection(Optional.of(id), Optional.empty(), Optional.empty());
    }

    /** Selects the streams of a user. */
    public static StreamSelection ofUser(String user) {
        return new StreamSelection(Optional.empty(), Optional.of(user), Optional.empty());
    }

    boolean matches(StreamInfo stream) {
        return id.map(stream.id()::equals).orElse(true)
                && user.map(name -> stream.user().filter(name::equals).isPresent())
                        .orElse(true)
                && channel.map(stream::has).orElse(true);
    }
}

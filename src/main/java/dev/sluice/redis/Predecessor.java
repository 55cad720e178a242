package dev.sluice.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The last claiming connection to a server, as that server knows it. It is killed before another one takes its place: a
 * late copy of a command that it left unanswered could otherwise still be carried out, after its repetition.
 */
final class Predecessor {
    private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);

    private static final Pattern ID = Pattern.compile("(?:^| )id=([0-9]+)");
    private static final Pattern ADDRESS = Pattern.compile(" addr=([^ ]+)");

    private String id;
    private String address;
    private boolean told;

    /** Kills it, and takes down the connection that comes in its place. */
    void replaceBy(PipelinedConnection connection) {
        try {
            if (id != null) {
                // The id alone may be somebody else's: after a restart the server counts from the beginning.
                connection.sendCommand(Command.CLIENT, "KILL", "ID", id, "ADDR", address);
                connection.getOne();
            }
            connection.sendCommand(Command.CLIENT, "INFO");
            String info = Replies.text(connection.getOne());
            id = first(ID, info);
            address = first(ADDRESS, info);
        } catch (JedisDataException e) {
            if (!told) {
                told = true;
                LOG.warn(
                        "Connections to Redis that were cut are not killed there, so that a late copy of a claim may be"
                                + " carried out after its repetition: {}",
                        e.getMessage());
            }
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}

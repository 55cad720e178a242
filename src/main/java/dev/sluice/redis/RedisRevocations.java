package dev.sluice.redis;

import dev.sluice.redis.link.Replies;
import dev.sluice.redis.script.LuaScript;
import dev.sluice.store.PublishException;
import dev.sluice.store.RevocationStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/** Revocations in a sorted set of users, scored by the milliseconds since 1970 of the server's clock. Thread-safe. */
public final class RedisRevocations implements RevocationStore {
    private static final LuaScript READ = new LuaScript("revocations.lua");
    private static final LuaScript REVOKE = new LuaScript("revoke.lua");

    private static final String NEEDED = "sorted set";
    /** The time of a revocation of now. */
    private static final String NOW = "";
    /** A bound on how long one call keeps Redis busy. */
    private static final int PIECE = 1_000;

    private final SharedClient client;
    private final String key;
    private final String longestAgeMillis;

    /**
     * @param client a client for many threads
     * @param longestAge the time after which revocations are removed
     */
    public RedisRevocations(SharedClient client, Duration longestAge) {
        this.client = client;
        this.key = client.keys().registry().revocations();
        this.longestAgeMillis = Long.toString(longestAge.toMillis());
    }

    @Override
    public Recent since(long millis) {
        List<Revocation> found = new ArrayList<>();
        Recent piece;
        do {
            piece = read(millis, found.size());
            found.addAll(piece.revocations());
        } while (piece.revocations().size() == PIECE && found.size() < MAX);
        return new Recent(piece.now(), piece.count(), found);
    }

    private Recent read(long millis, int skipped) {
        List<?> answer = (List<?>) client.evaluate(
                READ,
                key,
                NEEDED,
                List.of(longestAgeMillis, Long.toString(millis), Integer.toString(skipped), Integer.toString(PIECE)));
        List<?> pairs = (List<?>) answer.get(2);
        List<Revocation> revocations = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            revocations.add(new Revocation(Replies.text(pairs.get(i)), Long.parseLong(Replies.text(pairs.get(i + 1)))));
        }
        return new Recent((Long) answer.get(0), (Long) answer.get(1), revocations);
    }

    @Override
    public List<Revocation> all() {
        List<Revocation> all = new ArrayList<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            String from = cursor;
            ScanResult<Tuple> page =
                    client.run(key, NEEDED, redis -> redis.zscan(key, from, new ScanParams().count(PIECE)));
            page.getResult().forEach(one -> all.add(new Revocation(one.getElement(), (long) one.getScore())));
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START) && all.size() < MAX);
        return all;
    }

    @Override
    public int restore(List<Revocation> revocations) {
        int refused = 0;
        for (int from = 0; from < revocations.size(); from += PIECE) {
            List<String> pairs = new ArrayList<>();
            revocations
                    .subList(from, Math.min(revocations.size(), from + PIECE))
                    .forEach(one -> {
                        pairs.add(one.user());
                        pairs.add(Long.toString(one.millis()));
                    });
            refused += (int) (long) write(pairs).get(1);
        }
        return revocations.size() - refused;
    }

    @Override
    public Revocation revoke(String user) throws PublishException {
        List<Long> answer = write(List.of(user, NOW));
        if (answer.get(1) > 0) {
            throw new PublishException(
                    "There are already " + MAX + " users with revoked tokens; tokens of others can be revoked when"
                            + " the first of these are forgotten",
                    null);
        }
        return new Revocation(user, answer.get(0));
    }

    @SuppressWarnings("unchecked")
    private List<Long> write(List<String> pairs) {
        List<String> arguments = new ArrayList<>(List.of(longestAgeMillis, Integer.toString(MAX)));
        arguments.addAll(pairs);
        return (List<Long>) client.evaluate(REVOKE, key, NEEDED, arguments);
    }
}

package dev.sluice.redis.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.redis.link.RedisError.NoAnswer;
import dev.sluice.redis.link.RedisError.OfScript;
import dev.sluice.redis.link.RedisError.Refused;
import dev.sluice.redis.link.RedisError.ServerFault;
import dev.sluice.redis.link.RedisError.WrongType;
import dev.sluice.store.Refusal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisErrorTest {
    /** What Redis has said; the last ones of a kind as a script's error before Redis 7 and since. */
    static Stream<Arguments> answers() {
        return Stream.of(
                        new NoAnswer("TRYAGAIN Multiple keys request during rehashing of slot", false),
                        new NoAnswer("CLUSTERDOWN Hash slot not served", false),
                        new ServerFault("LOADING Redis is loading the dataset in memory", false),
                        new ServerFault("OOM command not allowed when used memory > 'maxmemory'", false),
                        new ServerFault("READONLY You can't write against a read only replica", true),
                        new ServerFault("ERR Error running script (call to f_x): @user_script:1: -READONLY no", true),
                        new WrongType("WRONGTYPE Operation against a key", false),
                        new WrongType("ERR Error running script (call to f_x): @user_script:1: WRONGTYPE no", true),
                        new WrongType("WRONGTYPE Operation against a key script: abc, on @user_script:9", true),
                        new OfScript("SLUICELOST the claims are not there any more", "SLUICELOST"),
                        new Refused("NOPERM User u has no permissions to run the 'xadd' command", true),
                        new Refused("ERR The user executing the script can't run this command", true),
                        new Refused("ERR ACL failure in script: no access script: abc, on @user_script:9", true),
                        new Refused("ERR max number of clients reached", false))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void whatRedisSaysIsTold(RedisError error) {
        assertEquals(error, RedisErrors.of(new JedisDataException(error.reason())));
    }

    @Test
    void otherFailuresAreNoAnswer() {
        JedisConnectionException cut = new JedisConnectionException("READONLY stands in no answer.");
        assertEquals(new NoAnswer("READONLY stands in no answer", true), RedisErrors.of(cut));
    }

    @Test
    void whatWasNotSentIsNotDone() {
        JedisConnectionException away = new JedisConnectionException("away");
        assertEquals(new NoAnswer("away", false), RedisErrors.of(new NotConnectedException(away)));
    }

    @Test
    void namesTheServerIfItIsAtFault() {
        assertEquals("Redis at db:1 cannot be used: cut", new NoAnswer("cut", true).sentence("db:1"));
        assertEquals("Redis at db:1 cannot be used: OOM", new ServerFault("OOM", false).sentence("db:1"));
        assertEquals("Redis says: NOPERM", new Refused("NOPERM", true).sentence("db:1"));
        assertEquals("Redis at db:1 cannot be used: NOPERM", new Refused("NOPERM", true).unusable("db:1"));
    }

    @Test
    void saysWhatIsWrongWithAChannelsKey() {
        assertEquals(
                Refusal.of("its key in Redis does not hold a list"), new WrongType("WRONGTYPE", false).refusal("list"));
        assertEquals(Refusal.of("Redis says: WRONGTYPE"), new WrongType("WRONGTYPE", true).refusal("list"));
        assertEquals(new Refusal("Redis says: NOPERM", true), new Refused("NOPERM", true).refusal("list"));
    }
}

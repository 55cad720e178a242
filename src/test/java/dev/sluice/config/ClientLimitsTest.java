package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.Sources.Source;
import dev.sluice.testing.Tokens;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientLimitsTest {
    private final Sources sources = new Sources(Path.of("no-file"));

    private Map<Setting, Integer> limits() {
        return sources.load().limits().all();
    }

    private void set(Setting setting, String text) {
        sources.with(Source.OPTION, setting, text);
    }

    /** A trusted application that posts as fast as it can must notice nothing. */
    @Test
    void withoutAccessControlNothingIsLimited() {
        assertEquals(Map.of(), limits());
        assertTrue(sources.load().toString().contains(" limits={none}"));
    }

    @Test
    void withAccessControlRequestsAreLimited() {
        set(Setting.AUTH_KEY, Tokens.KEY);
        assertEquals(
                Map.of(
                        Setting.LIMIT_POSTS_PER_ADDRESS, 1000,
                        Setting.LIMIT_POSTS_PER_USER, 1000,
                        Setting.LIMIT_HISTORIES_PER_ADDRESS, 100,
                        Setting.LIMIT_HISTORIES_PER_USER, 100),
                limits());
        set(Setting.LIMIT_POSTS_PER_ADDRESS, "none");
        set(Setting.LIMIT_POSTS_PER_USER, "5");
        set(Setting.LIMIT_HISTORIES_PER_ADDRESS, "auto");
        set(Setting.LIMIT_HISTORIES_PER_USER, "none");
        set(Setting.LIMIT_STREAMS_PER_USER, "3");
        assertEquals(
                Map.of(
                        Setting.LIMIT_POSTS_PER_USER, 5,
                        Setting.LIMIT_HISTORIES_PER_ADDRESS, 100,
                        Setting.LIMIT_STREAMS_PER_USER, 3),
                limits());
    }

    @Test
    void limitsOfUsersNeedAccessControl() {
        set(Setting.LIMIT_POSTS_PER_ADDRESS, "7");
        set(Setting.LIMIT_POSTS_PER_USER, "7");
        assertEquals(
                List.of("The option --limit-posts-per-user has no effect, because access control is off."),
                sources.warnings());
        set(Setting.AUTH_KEY, Tokens.KEY);
        assertEquals(List.of(), sources.warnings());
    }
}

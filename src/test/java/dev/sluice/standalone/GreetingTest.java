package dev.sluice.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.Setting;
import dev.sluice.config.SettingsLoader;
import dev.sluice.testing.Tokens;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreetingTest {
    @ParameterizedTest
    @CsvSource({"on,chat,true", "on,c*,true", "on,'news,chat',true", "on,news,false", "off,chat,false"})
    void chatIsShownIfOneCanChat(String publish, String topics, boolean shown) {
        String greeting = greeting(Map.of(Setting.HTTP_PUBLISH, publish, Setting.TOPICS, topics));
        assertEquals(shown, greeting.contains("\n  Chat:  http://localhost:8081/chat.html\n"), greeting);
    }

    @Test
    void commandIsOneWordToAShell() {
        String greeting = greeting(Map.of(Setting.QUEUES, "it's a b"));
        assertTrue(greeting.contains(" LPUSH 'it'\\''s a b' 'Hello, browser'\n"), greeting);
        assertFalse(greeting.contains("/queues/"), greeting);
    }

    @Test
    void patternsAloneLeadToAnOwnQueue() {
        String greeting = greeting(Map.of(Setting.QUEUES, "inbox:*"));
        assertTrue(greeting.contains("  Look:  http://localhost:8081/?queue=NAME\n"), greeting);
        assertTrue(greeting.contains(" LPUSH NAME 'Hello, browser'\n"), greeting);
        assertTrue(greeting.contains("these patterns allows: inbox:*\n"), greeting);
    }

    @Test
    void leftTakenQueueIsPushedRight() {
        String greeting = greeting(Map.of(Setting.QUEUE_TAKE_FROM, "left"));
        assertTrue(greeting.contains(" RPUSH message_list 'Hello, browser'\n"), greeting);
    }

    @Test
    void withoutQueuesNobodyIsToldToPush() {
        String greeting = greeting(Map.of(Setting.QUEUES, "none"));
        assertFalse(greeting.contains("LPUSH") || greeting.contains("NAME"), greeting);
    }

    @ParameterizedTest
    @CsvSource({"none,false,false", "chat,false,true", "message_list,true,false"})
    void whatNeedsATokenIsNotShown(String anonymous, boolean post, boolean chat) {
        String greeting = greeting(Map.of(Setting.AUTH_KEY, Tokens.KEY, Setting.ANONYMOUS_PUBLISH, anonymous));
        assertTrue(greeting.contains("Access control is on:"), greeting);
        assertEquals(post, greeting.contains("curl -d"), greeting);
        assertEquals(chat, greeting.contains("chat.html"), greeting);
        assertFalse(greeting.contains(Tokens.KEY), greeting);
    }

    private static String greeting(Map<Setting, String> options) {
        return new Greeting(new SettingsLoader(Map.of(), new Properties(), options).load(), 8081, Optional.of(6380))
                .toString();
    }
}

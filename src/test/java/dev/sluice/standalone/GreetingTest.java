package dev.sluice.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.config.Setting;
import dev.sluice.config.SettingsLoader;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreetingTest {
    @ParameterizedTest
    @CsvSource({"on,chat,true", "on,c*,true", "on,'news,chat',true", "on,news,false", "off,chat,false"})
    void theChatIsShownWhereOneCanChat(String publish, String topics, boolean shown) {
        Map<Setting, String> options = Map.of(Setting.HTTP_PUBLISH, publish, Setting.TOPICS, topics);
        Greeting greeting =
                new Greeting(new SettingsLoader(Map.of(), new Properties(), options).load(), 8081, Optional.of(6380));
        assertEquals(
                shown,
                greeting.toString().contains("\n  Chat:  http://localhost:8081/chat.html\n"),
                greeting::toString);
    }
}

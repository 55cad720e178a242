package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://shop.example:443, https://shop.example, true",
        "http://shop.example:80, http://SHOP.example, true",
        "https://shop.example, http://shop.example, false",
        "https://shop.example:80, https://shop.example, false",
        "https://*.shop.example, https://a.shop.example, true",
        "https://*.shop.example, https://a.b.shop.example, false",
        "https://*.shop.example, https://shop.example, false",
        "https://*.shop.example, http://a.shop.example, false",
        "https://*.shop.example:8443, https://a.shop.example, false",
        "https://*.shop.example:8443, https://a.shop.example:8443, true",
        "capacitor://localhost, capacitor://localhost, true",
        "http://[::1]:8080, http://[::1]:8080, true",
        "https://b\u00FCcher.example, https://xn--bcher-kva.example, true",
    })
    void caseAndDefaultPortMakeNoDifference(String allowed, String asked, boolean expected) {
        assertEquals(
                expected,
                Origin.parse(allowed).orElseThrow().covers(Origin.parse(asked).orElseThrow()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "shop.example",
                "https://",
                "https://a/b",
                "https://a?b",
                "https://u@a",
                "https://a:65536"
            })
    void whatIsNoneIsEmpty(String text) {
        assertTrue(Origin.parse(text).isEmpty());
    }
}

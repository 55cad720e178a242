package dev.sluice.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8, 127.4.5.6, true",
        "127.0.0.0/8, 128.0.0.1, false",
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "10.1.2.128/25, 10.1.2.129, true",
        "10.1.2.128/25, 10.1.2.127, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "fe80::/10, fe80::1%eth0, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "10.0.0.0/8, localhost, false",
        "0.0.0.0/0, 1.2.3.4.5, false",
        "0.0.0.0/0, 999.1.1.1, false",
        "0.0.0.0/0, 1..2, false",
        "0.0.0.0/0, 255.249.199.99, true",
    })
    void containsAddressesWithTheSameFirstBits(String network, String address, boolean expected) {
        assertEquals(expected, new Networks(List.of(network)).contains(address));
    }
}

package dev.sluice.http.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.config.Networks;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressesTest {
    private static final String PROXY = "10.0.0.1";

    private final ClientAddresses addresses = new ClientAddresses(new Networks(List.of("10.0.0.0/8", "fd00::/8")));

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2::9, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:3::9, 2001:db8:1:3:0:0:0:0/64",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:0/64",
        "::ffff:203.0.113.7, 203.0.113.7",
    })
    void aPeerCountsByItsAddressOrNetwork(String peer, String counted) {
        assertEquals(Optional.of(counted), addresses.of(FakeRequest.of(peer)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                "192.0.2.1, 203.0.113.7 | 203.0.113.7",
                "forged, 203.0.113.7 | 203.0.113.7",
                "192.0.2.1, 203.0.113.7, 10.1.1.1 ,10.2.2.2 | 203.0.113.7",
                "203.0.113.7, fd00::1 | 203.0.113.7",
                "203.0.113.7:1234 | 203.0.113.7",
                "[2001:db8::1]:443 | 2001:db8:0:0:0:0:0:0/64",
                "[2001:db8::1] | 2001:db8:0:0:0:0:0:0/64",
                "2001:db8::1 | 2001:db8:0:0:0:0:0:0/64",
            })
    void rightmostAddressThatIsNoProxyCounts(String forwarded, String counted) {
        assertEquals(Optional.of(counted), addresses.of(FakeRequest.of(PROXY, forwarded)));
        assertEquals(Optional.of(counted), addresses.of(FakeRequest.of(PROXY, "198.51.100.1", forwarded)));
    }

    /** All clients of such a proxy would share one address. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''",
                "unknown",
                "203.0.113.7, unknown",
                "203.0.113.7,",
                "_hidden",
                "shop.example",
                "10.3.3.3",
                "[",
                "::::"
            })
    void nothingCountsIfTheProxyNamesNoClient(String forwarded) {
        assertEquals(Optional.empty(), addresses.of(FakeRequest.of(PROXY, forwarded)));
        assertEquals(Optional.empty(), addresses.of(FakeRequest.of(PROXY)));
        assertEquals(Optional.empty(), addresses.fault());
    }

    @Test
    void longProxyListIsNotReadThrough() {
        String proxies = ",10.0.0.1".repeat(5_000);
        assertEquals(Optional.empty(), addresses.of(FakeRequest.of(PROXY, "203.0.113.7" + proxies)));
    }

    @Test
    void anUnknownProxyCountsForNoAddress() {
        assertEquals(Optional.empty(), addresses.of(FakeRequest.of("192.0.2.9", "203.0.113.7")));
        assertEquals(Optional.empty(), addresses.of(FakeRequest.of("192.0.2.10", "203.0.113.7")));
        String fault = addresses.fault().orElseThrow();
        assertTrue(fault.contains("SLUICE_TRUSTED_PROXIES") && fault.contains("192.0.2.9"), fault);
        assertEquals(Optional.of("192.0.2.9"), addresses.of(FakeRequest.of("192.0.2.9")), "without the header");
    }

    @Test
    void withoutProxiesTheHeaderIsIgnored() {
        ClientAddresses strict = new ClientAddresses(new Networks(List.of()));
        assertEquals(Optional.of("192.0.2.9"), strict.of(FakeRequest.of("192.0.2.9", "203.0.113.7")));
        assertEquals(Optional.of("127.0.0.1"), strict.of(FakeRequest.of("127.0.0.1", "203.0.113.7")));
        assertEquals(Optional.empty(), strict.fault());
    }
}

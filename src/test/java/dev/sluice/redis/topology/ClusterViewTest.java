package dev.sluice.redis.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;

class ClusterViewTest {
    private static final HostAndPort ASKED = new HostAndPort("asked", 1);
    private static final byte[] OK = bytes("cluster_enabled:1\r\ncluster_state:ok\r\n");

    @Test
    void slotHasTheFirstNodeOfItsRange() {
        ClusterView view = view(
                range(0, 99, node(bytes("a"), 7000), node(bytes("replica"), 7003)),
                range(100, 100, node(bytes("b"), 7001)),
                range(16_383, 16_383, node(bytes("a"), 7000)));
        assertTrue(view.isOk());
        assertEquals(new HostAndPort("a", 7000), view.masters()[0]);
        assertEquals(new HostAndPort("a", 7000), view.masters()[99]);
        assertEquals(new HostAndPort("b", 7001), view.masters()[100]);
        assertNull(view.masters()[101]);
        assertEquals(new HostAndPort("a", 7000), view.masters()[16_383]);
    }

    @Test
    void unknownAddressMeansTheNodesOwnHost() {
        ClusterView view = view(
                range(0, 0, node(null, 7000)), range(1, 1, node(bytes(""), 7001)), range(2, 2, node(bytes("?"), 7002)));
        assertEquals(new HostAndPort("asked", 7000), view.masters()[0]);
        assertEquals(new HostAndPort("asked", 7001), view.masters()[1]);
        assertEquals(new HostAndPort("asked", 7002), view.masters()[2]);
    }

    @Test
    void cutOffNodeCannotSpeakForTheCluster() {
        assertFalse(ClusterView.of(List.of(bytes("cluster_state:fail\r\n"), List.of()), ASKED)
                .isOk());
    }

    @Test
    void anErrorIsNoView() {
        JedisDataException error = new JedisDataException("ERR This instance has cluster support disabled");
        assertThrows(JedisDataException.class, () -> ClusterView.of(List.of(error, error), ASKED));
    }

    private static ClusterView view(List<?>... ranges) {
        return ClusterView.of(List.of(OK, Arrays.asList(ranges)), ASKED);
    }

    private static List<Object> range(long from, long to, List<?>... nodes) {
        List<Object> range = new ArrayList<>(List.of(from, to));
        range.addAll(Arrays.asList(nodes));
        return range;
    }

    private static List<Object> node(byte[] host, long port) {
        return Arrays.asList(host, port, bytes("id"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

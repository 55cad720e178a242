package dev.sluice.http.limits;

import dev.sluice.config.Networks;
import dev.sluice.config.Setting;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that requests count for: those of peers, or those that trusted proxies name. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.5.4">RFC 4291, section 2.5.4</a>, for the 64 bits of a
 *     network
 */
final class ClientAddresses {
    // A request counts for no address if its client could share one with others: else a stranger would use up the limit
    // of everybody behind the same proxy.

    private static final Logger LOG = LoggerFactory.getLogger(ClientAddresses.class);

    private static final String HEADER = "X-Forwarded-For";

    /** More proxies in a row than anybody has; a longer list is a client's own work. */
    private static final int MAX_PROXIES = 16;

    /** An address with a port, as some proxies write it, or an IPv6 address in brackets. */
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^\\]]*)](?::\\d+)?|([\\d.]+):\\d+");

    private static final int NETWORK_BYTES = 8;

    private final Networks trusted;
    /** What is wrong; null as long as nothing is. */
    private final AtomicReference<String> fault = new AtomicReference<>();

    ClientAddresses(Networks trusted) {
        this.trusted = trusted;
    }

    /** Returns the address that a request counts for, or its network for IPv6; empty if it counts for none. */
    Optional<String> of(HttpServletRequest request) {
        Optional<byte[]> peer = Networks.addressOf(request.getRemoteAddr());
        if (trusted.isEmpty()) {
            return peer.map(ClientAddresses::name);
        }
        String forwarded = String.join(",", Collections.list(request.getHeaders(HEADER)));
        if (peer.filter(trusted::contains).isPresent()) {
            return named(forwarded);
        }
        if (forwarded.isEmpty()) {
            return peer.map(ClientAddresses::name);
        }
        warn(request.getRemoteAddr());
        return Optional.empty();
    }

    /** Returns the rightmost address that is no trusted proxy: the client may have written those to the left of it. */
    private Optional<String> named(String forwarded) {
        int end = forwarded.length();
        for (int proxies = 0; proxies < MAX_PROXIES && end > 0; proxies++) {
            int comma = forwarded.lastIndexOf(',', end - 1);
            Optional<byte[]> address = parse(forwarded.substring(comma + 1, end).strip());
            if (address.filter(trusted::contains).isEmpty()) {
                return address.map(ClientAddresses::name);
            }
            end = comma;
        }
        return Optional.empty();
    }

    private static Optional<byte[]> parse(String text) {
        Matcher withPort = WITH_PORT.matcher(text);
        if (!withPort.matches()) {
            return Networks.addressOf(text);
        }
        return Networks.addressOf(withPort.group(1) == null ? withPort.group(2) : withPort.group(1));
    }

    /** One household or machine has a whole network of IPv6, and could take another address for each request. */
    private static String name(byte[] address) {
        try {
            if (address.length <= NETWORK_BYTES) {
                return InetAddress.getByAddress(address).getHostAddress();
            }
            byte[] network = Arrays.copyOf(Arrays.copyOf(address, NETWORK_BYTES), address.length);
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    private void warn(String peer) {
        if (fault.get() != null) {
            return;
        }
        String sentence = "Limits for each address are off for requests with " + HEADER + " of a peer that "
                + Setting.TRUSTED_PROXIES.environmentName() + " does not name, first seen of " + peer
                + ". Name it if it is your proxy; if there is no proxy, set it to none.";
        if (fault.compareAndSet(null, sentence)) {
            LOG.warn(sentence);
        }
    }

    /** Returns a sentence if limits do not hold for some requests. */
    Optional<String> fault() {
        return Optional.ofNullable(fault.get());
    }
}

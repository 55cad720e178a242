package dev.sluice.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses and networks, such as {@code 10.0.0.0/8} and {@code ::1}. Immutable. */
public final class Networks {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";

    /** Matches nothing that would be looked up as a name: no name has a colon, but some have only digits and dots. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET + "|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private record Network(byte[] address, int bits) {
        private boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / Byte.SIZE;
            int rest = bits % Byte.SIZE;
            return Arrays.equals(address, 0, whole, other, 0, whole)
                    && (rest == 0 || (address[whole] ^ other[whole]) >> (Byte.SIZE - rest) == 0);
        }
    }

    private final List<String> texts;
    private final List<Network> all;

    /** @throws IllegalArgumentException if one of them is malformed */
    public Networks(List<String> texts) {
        this.texts = List.copyOf(texts);
        this.all = texts.stream().map(Networks::parse).toList();
    }

    private static Network parse(String text) {
        String[] parts = text.split("/", 2);
        byte[] address = bytes(parts[0]);
        int most = address.length * Byte.SIZE;
        int bits =
                parts.length == 1 ? most : SettingParsers.wholeNumber(0, most).apply(parts[1]);
        return new Network(address, bits);
    }

    private static byte[] bytes(String text) {
        try {
            if (ADDRESS.matcher(text).matches()) {
                return InetAddress.getByName(text).getAddress();
            }
        } catch (UnknownHostException e) {
            // Reported below.
        }
        throw new IllegalArgumentException(text + " is not an address such as 10.0.0.1, ::1 or 10.0.0.0/8");
    }

    /** Returns the bytes of an address, 4 or 16; empty if it is none. A name is never looked up. */
    public static Optional<byte[]> addressOf(String text) {
        try {
            int zone = text.indexOf('%'); // of a link-local address
            return Optional.of(bytes(zone < 0 ? text : text.substring(0, zone)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns true if one of them has this address; false if it is no address. */
    public boolean contains(String address) {
        return addressOf(address).filter(this::contains).isPresent();
    }

    /** Returns true if one of them has this address. */
    public boolean contains(byte[] address) {
        return all.stream().anyMatch(network -> network.contains(address));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    @Override
    public String toString() {
        return String.join(",", texts);
    }
}

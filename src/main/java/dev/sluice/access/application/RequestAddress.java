package dev.sluice.access.application;

import dev.sluice.access.AccessException;
import dev.sluice.access.Credentials;
import dev.sluice.access.Need;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The address of the application, with what is asked as parameters: {@code take=}, {@code read=}, {@code publish=} and
 * {@code send=}, one for each channel or user. Immutable.
 */
final class RequestAddress {
    private static final int MAX_BYTES = 4 * 1024;

    private final String beginning;

    RequestAddress(URI url) {
        beginning = url.toASCIIString() + (url.getRawQuery() == null ? "?" : "&");
    }

    /**
     * Returns the request for a client.
     *
     * @throws AccessException of the kind MALFORMED if the address is too long, or a header cannot be sent
     */
    ApplicationRequest request(Credentials credentials, List<Need> needs) throws AccessException {
        List<Need> asked = needs.stream()
                .distinct()
                .sorted(Comparator.comparing(Need::right).thenComparing(Need::name))
                .toList();
        String address = address(asked);
        Optional<String> cookies = Headers.cookies(credentials.cookies());
        Optional<String> authorization = Headers.value("Authorization", credentials.authorization());
        Optional<String> origin = Headers.value("Origin", credentials.origin());
        HttpRequest.Builder http =
                HttpRequest.newBuilder(URI.create(address)).GET().header("Accept", "application/json");
        cookies.ifPresent(value -> http.header("Cookie", value));
        authorization.ifPresent(value -> http.header("Authorization", value));
        origin.ifPresent(value -> http.header("Origin", value));
        String key = RequestKey.of(Stream.concat(
                        Stream.of(cookies, authorization, origin),
                        asked.stream()
                                .flatMap(need -> Stream.of(need.right().toString(), need.name()))
                                .map(Optional::of))
                .toList());
        return new ApplicationRequest(key, http.build());
    }

    private String address(List<Need> needs) throws AccessException {
        String parameters = needs.stream()
                .map(need -> need.right() + "=" + URLEncoder.encode(need.name(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String address = beginning + parameters;
        if (address.length() > MAX_BYTES) {
            throw ApplicationFaults.malformed("The address for SLUICE_AUTH_URL would have " + address.length()
                    + " bytes, more than " + MAX_BYTES + ": ask for fewer channels at once.");
        }
        return address;
    }
}

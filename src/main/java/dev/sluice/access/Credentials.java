package dev.sluice.access;

import java.util.Optional;

/**
 * The part of a request that says who the client is. Its text has no secret.
 *
 * @param token the first token of the request, with its place
 * @param place the place of that token
 * @param cookies the header Cookie, for the application; empty if it must not count
 * @param authorization the header Authorization, for the application
 * @param origin the header Origin, for the application
 */
public record Credentials(
        Optional<String> token,
        Place place,
        Optional<String> cookies,
        Optional<String> authorization,
        Optional<String> origin) {

    /** The place of a token in a request. */
    public enum Place {
        /** The header Authorization, with the scheme Bearer. */
        HEADER,
        /** The parameter {@code token}. */
        PARAMETER,
        /** The cookie. A browser sends it without being asked. */
        COOKIE,
        /** No token. */
        NONE
    }

    @Override
    public String toString() {
        return "token in " + place + ", cookies " + cookies.isPresent() + ", origin " + origin;
    }
}

package dev.sluice.http.access;

import dev.sluice.access.Credentials;
import dev.sluice.access.Credentials.Place;
import dev.sluice.http.answer.Methods;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads who a client is from a request. Immutable. */
public final class CredentialsReader {
    private static final String SCHEME = "Bearer ";
    private static final Pattern PARAMETER = Pattern.compile("(?:^|&)token=");

    private final String cookieName;
    private final Predicate<HttpServletRequest> mayUseCookies;

    CredentialsReader(String cookieName, Predicate<HttpServletRequest> mayUseCookies) {
        this.cookieName = cookieName;
        this.mayUseCookies = mayUseCookies;
    }

    /** Returns the credentials; the first token counts, of the header, the parameter and the cookie in this order. */
    Credentials read(HttpServletRequest request, Optional<String> parameter) {
        boolean isOwnPage = mayUseCookies.test(request);
        boolean withCookies = isOwnPage && !isOfUnknownOrigin(request);
        Optional<String> header = bearer(request);
        Optional<String> cookie = withCookies ? cookie(request) : Optional.empty();
        Place place = header.isPresent()
                ? Place.HEADER
                : parameter.isPresent() ? Place.PARAMETER : cookie.isPresent() ? Place.COOKIE : Place.NONE;
        return new Credentials(
                header.or(() -> parameter).or(() -> cookie),
                place,
                Optional.ofNullable(request.getHeader("Cookie")).filter(text -> withCookies),
                // A browser sends that of other schemes by itself, as it does cookies.
                Optional.ofNullable(request.getHeader("Authorization")).filter(text -> header.isPresent() || isOwnPage),
                Optional.ofNullable(request.getHeader("Origin")));
    }

    /** Returns the token of the header Authorization; other schemes, such as a proxy's Basic, are skipped. */
    static Optional<String> bearer(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Authorization")).stream()
                .filter(text -> text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(text -> text.substring(SCHEME.length()).strip())
                .findFirst();
    }

    /** Returns true if a request has a token that no browser adds by itself. */
    public static boolean bringsToken(HttpServletRequest request) {
        return bearer(request).isPresent()
                || request.getQueryString() != null
                        && PARAMETER.matcher(request.getQueryString()).find();
    }

    private Optional<String> cookie(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(cookieName))
                .map(Cookie::getValue)
                .findFirst();
    }

    /** Returns true for a request that changes something, and has no header that says which page has made it. */
    private static boolean isOfUnknownOrigin(HttpServletRequest request) {
        return !Methods.isReading(request)
                && request.getHeader("Sec-Fetch-Site") == null
                && request.getHeader("Origin") == null;
    }
}

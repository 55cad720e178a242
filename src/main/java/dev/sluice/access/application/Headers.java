package dev.sluice.access.application;

import dev.sluice.access.AccessException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Headers of the client as they are sent on. A character that is not ASCII would be sent as another one. */
final class Headers {
    private Headers() {}

    /**
     * Returns a header that can be sent.
     *
     * @throws AccessException of the kind MALFORMED if it cannot
     */
    static Optional<String> value(String name, Optional<String> value) throws AccessException {
        if (value.isPresent() && !value.get().chars().allMatch(c -> isText(c) && c < 0x80)) {
            throw malformed(name);
        }
        return value;
    }

    /**
     * Returns the cookies that can be sent. Those with other characters than ASCII are left out: they are no session, and
     * one of them must not keep the client away from all streams.
     *
     * @throws AccessException of the kind MALFORMED if there is a control character
     */
    static Optional<String> cookies(Optional<String> header) throws AccessException {
        if (header.isPresent() && !header.get().chars().allMatch(Headers::isText)) {
            throw malformed("Cookie");
        }
        return header.map(all -> Stream.of(all.split(";"))
                        .map(String::strip)
                        .filter(cookie -> !cookie.isEmpty() && cookie.chars().allMatch(c -> c < 0x80))
                        .collect(Collectors.joining("; ")))
                .filter(all -> !all.isEmpty());
    }

    private static boolean isText(int c) {
        return c >= ' ' && c != 0x7f || c == '\t';
    }

    private static AccessException malformed(String name) {
        return ApplicationFaults.malformed(
                "The header " + name + " has a character that cannot be sent to SLUICE_AUTH_URL.");
    }
}

package dev.sluice.access.token;

import dev.sluice.access.AccessException;
import dev.sluice.access.AccessException.Kind;

/** The refusal of a token. */
final class InvalidToken {
    private InvalidToken() {}

    /** @param sentence says what is wrong, without the text of the token */
    static AccessException because(String sentence) {
        return new AccessException(Kind.UNKNOWN_CLIENT, sentence);
    }
}

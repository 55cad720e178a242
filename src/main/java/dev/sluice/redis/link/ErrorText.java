package dev.sluice.redis.link;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Says what is wrong with Redis for people who do not know its client, nor Java. */
final class ErrorText {
    /** What Java puts before the words of an exception that is another's cause. */
    private static final Pattern CLASS_NAMES = Pattern.compile("^(?:(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error): )+");

    private ErrorText() {}

    /** Why it failed, without a full stop at the end. */
    static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return "TLS fails: "
                        + (String.valueOf(cause.getMessage()).contains("PKIX path building failed")
                                ? "no trusted authority signed the certificate (add ?ca=FILE to the URL)"
                                : said(cause));
            }
            if (cause instanceof SocketTimeoutException) {
                return "it did not answer in time";
            }
            if (cause instanceof UnknownHostException) {
                return "nobody knows its host \"" + cause.getMessage() + "\"";
            }
        }
        String said = said(failure);
        if (said.startsWith("Unknown reply")) {
            return "the server is not Redis, or it expects TLS (rediss://)";
        }
        return said.startsWith("NOAUTH") ? said + " (the URL takes it as redis://:PASSWORD@host)" : said;
    }

    private static String said(Throwable failure) {
        if (failure.getMessage() == null) {
            return "it failed";
        }
        String words = CLASS_NAMES.matcher(failure.getMessage()).replaceFirst("");
        return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
    }
}

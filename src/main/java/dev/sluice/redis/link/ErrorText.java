package dev.sluice.redis.link;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Describes errors of Redis to people who know neither its client nor Java. */
final class ErrorText {
    /** The class names that Java puts before the message of a cause. */
    private static final Pattern CLASS_NAMES = Pattern.compile("^(?:(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error): )+");

    private ErrorText() {}

    /** Returns why it failed, without a full stop at the end. */
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
                return "no address is known for its host \"" + cause.getMessage() + "\"";
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

package dev.sluice.access.token;

import dev.sluice.access.Quoted;
import dev.sluice.access.Stages;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of the requests for an issuer's keys: a line when they begin to fail, and one when they no longer do. */
final class IssuerKeysLog {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeysLog.class);

    private static final int MAX_REASON = 200;

    private final String address;

    // Used by one thread at a time.
    private boolean failing;
    private List<String> ignored = List.of();

    IssuerKeysLog(URI address) {
        // Without user and query, which may have secrets.
        this.address = address.getScheme() + "://" + address.getHost()
                + (address.getPort() < 0 ? "" : ":" + address.getPort()) + address.getPath();
    }

    void fetched(IssuerKeySet keys) {
        if (failing) {
            LOG.info(
                    "The keys of {} can be fetched again; keys that verify tokens: {}",
                    address,
                    keys.keys().size());
        }
        failing = false;
        if (!keys.ignored().equals(ignored)) {
            ignored = keys.ignored();
            LOG.debug("Keys of {} that are ignored: {}", address, ignored);
        }
    }

    /** @param known true if there are keys of earlier requests */
    void failed(Throwable failure, boolean known) {
        String reason = reason(failure);
        if (failing) {
            LOG.debug("The keys of {} still cannot be fetched: {}", address, reason);
            return;
        }
        failing = true;
        LOG.warn(
                "Cannot fetch the keys of {}: {}. {}; next attempt in two seconds",
                address,
                reason,
                known ? "The known keys stay in use" : "Tokens of this issuer are refused until then");
    }

    private static String reason(Throwable failure) {
        Throwable cause = Stages.causeOf(failure);
        if (cause instanceof CancellationException) {
            return "the answer has not come in time";
        }
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return Quoted.cut(text, MAX_REASON);
    }
}

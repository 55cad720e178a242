package dev.sluice.http.limits;

import dev.sluice.access.Access;
import dev.sluice.connection.BrowserConnection;
import dev.sluice.http.answer.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The limits of open streams of which at least one is set. */
record CountedStreams(ClientAddresses addresses, Optional<Limit> perAddress, Optional<Limit> perUser)
        implements StreamLimit {
    private static final String PLACE = CountedStreams.class.getName() + ".place";

    @Override
    public StreamPlace take(HttpServletRequest request) throws RefusedException {
        if (request.getAttribute(PLACE) instanceof StreamPlace earlier) {
            return earlier;
        }
        Place place = new Place(perUser);
        if (perAddress.isPresent()) {
            Optional<String> address = addresses.of(request);
            if (address.isPresent()) {
                place.take(perAddress.get(), address.get());
            }
        }
        request.setAttribute(PLACE, place);
        return place;
    }

    private static final class Place implements StreamPlace {
        private final Optional<Limit> perUser;
        /** What gives back what was taken; null once that is done. Guarded by this. */
        private List<Runnable> taken = new ArrayList<>(2);

        private Place(Optional<Limit> perUser) {
            this.perUser = perUser;
        }

        private synchronized void take(Limit limit, String client) throws RefusedException {
            if (taken != null) {
                limit.take(client);
                taken.add(() -> limit.giveBack(client));
            }
        }

        @Override
        public void takeFor(Access access) throws RefusedException {
            if (perUser.isPresent() && access.user().isPresent()) {
                take(perUser.get(), access.user().get());
            }
        }

        @Override
        public BrowserConnection.Listener heldBy(BrowserConnection.Listener stream) {
            return new BrowserConnection.Listener() {
                @Override
                public void drained(BrowserConnection connection) {
                    stream.drained(connection);
                }

                @Override
                public void closed(BrowserConnection connection) {
                    try {
                        stream.closed(connection);
                    } finally {
                        giveBack();
                    }
                }
            };
        }

        @Override
        public synchronized void giveBack() {
            if (taken != null) {
                taken.forEach(Runnable::run);
                taken = null;
            }
        }
    }
}

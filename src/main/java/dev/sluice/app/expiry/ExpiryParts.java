package dev.sluice.app.expiry;

import dev.sluice.config.Settings;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The sweeper, while the settings need one. Thread-safe. */
public final class ExpiryParts implements AutoCloseable {
    private final Supplier<Settings> settings;
    private final Supplier<ExpirySweeper> maker;
    private final AtomicReference<ExpirySweeper> sweeper = new AtomicReference<>();
    /** True once the node has started. */
    private boolean started;

    /**
     * @param settings the settings of the moment
     * @param maker makes a sweeper that is not started
     */
    public ExpiryParts(Supplier<Settings> settings, Supplier<ExpirySweeper> maker) {
        this.settings = settings;
        this.maker = maker;
    }

    /** Starts or ends the sweeper as the settings need it. Called when the node starts and when settings have changed. */
    public synchronized void adjust() {
        if (!ExpirySweeper.isNeeded(settings.get())) {
            close();
        } else if (sweeper.get() == null) {
            sweeper.set(maker.get());
            if (started) {
                sweeper.get().settingsChanged();
            }
            sweeper.get().start();
        } else {
            sweeper.get().settingsChanged();
        }
        started = true;
    }

    /** Returns what Redis refuses, as a sentence. Never waits. */
    public Optional<String> fault() {
        return Optional.ofNullable(sweeper.get()).flatMap(ExpirySweeper::fault);
    }

    @Override
    public synchronized void close() {
        Optional.ofNullable(sweeper.getAndSet(null)).ifPresent(ExpirySweeper::close);
    }
}

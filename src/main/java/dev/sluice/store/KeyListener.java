package dev.sluice.store;

/** A listener to changes of keys. Implementations state if they are thread-safe. */
public interface KeyListener {
    /** Ignores all changes. Thread-safe. */
    KeyListener NONE = new KeyListener() {
        @Override
        public void changed(String key) {}

        @Override
        public void changedAnywhere() {}
    };

    /** Called when something was written to a key that was read to its end before. */
    void changed(String key);

    /** Called when any key may have been written to: earlier results no longer hold. */
    void changedAnywhere();
}

package dev.sluice.standalone;

import dev.sluice.config.ConfigException;
import dev.sluice.config.ReloadableSettings;
import dev.sluice.config.Settings;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signal at which a node reads its settings again: SIGHUP. */
final class ReloadSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);

    private static final String NAME = "HUP";

    private ReloadSignal() {}

    /**
     * Listens to the signal from now on. Without a file, there is nothing to read again: the signal goes on to end the
     * process, as it does when a terminal is closed.
     *
     * @param target applies the new settings
     */
    static void listen(ReloadableSettings settings, Consumer<Settings> target) {
        if (!settings.hasFile()) {
            return;
        }
        try {
            if (!handle(() -> reload(settings, target))) {
                LOG.warn("SIG{} is ignored, as under nohup, so settings are read at the start only", NAME);
            }
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIG{} cannot be handled here; settings are read at the start only", NAME, e);
        }
    }

    /**
     * Uses {@code sun.misc.Signal}, by reflection, because javac's warning about it would fail the build.
     *
     * @return false if the process ignores the signal
     */
    private static boolean handle(Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object running = Proxy.newProxyInstance(
                ReloadSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    action.run();
                    return null;
                });
        Object hup = signal.getConstructor(String.class).newInstance(NAME);
        Object former = signal.getMethod("handle", signal, handler).invoke(null, hup, running);
        return former != handler.getField("SIG_IGN").get(null);
    }

    private static synchronized void reload(ReloadableSettings settings, Consumer<Settings> target) {
        try {
            target.accept(settings.reload());
        } catch (ConfigException e) {
            LOG.error("Cannot reload the settings; the node keeps the current ones: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Cannot reload the settings", e);
        }
    }
}

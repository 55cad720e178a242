package dev.sluice.servlet;

import dev.sluice.app.Sluice;
import dev.sluice.config.ConfigException;
import dev.sluice.config.RedisUrl;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import dev.sluice.connection.ServletWire;
import dev.sluice.connection.WireFactory;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;
import java.util.Map;

/** Puts a node into a servlet container: the same one in the jar and in the WAR. */
public final class SluiceListener implements ServletContextListener, AutoCloseable {
    private final Settings settings;
    private final RedisUrl redis;
    private final WireFactory wires;
    private final List<StopTrigger> triggers;
    private final Runnable onBroken;
    private Sluice sluice;

    /**
     * For a container, which calls this for itself.
     *
     * @throws ConfigException where a setting is wrong
     */
    public SluiceListener() {
        settings = new SettingsLoader(System.getenv(), System.getProperties(), Map.of()).load();
        redis = settings.redisUrl()
                .orElseThrow(() -> new ConfigException(Setting.REDIS_URL.environmentName()
                        + " must name a Redis, since the WAR has no embedded one."));
        wires = ServletWire::of;
        triggers = List.of(new TomcatStopTrigger(), new ShutdownHookTrigger());
        onBroken = () -> {}; // the container's other applications go on
    }

    /**
     * For a container that is made by hand, which calls {@link #leave} and {@link #close} before it stops.
     *
     * @param wires finds the way to the browser below a request
     * @param onBroken called when nothing can be delivered any more
     */
    public SluiceListener(Settings settings, RedisUrl redis, WireFactory wires, Runnable onBroken) {
        this.onBroken = onBroken;
        this.settings = settings;
        this.redis = redis;
        this.wires = wires;
        this.triggers = List.of();
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        sluice = new Sluice(settings, redis, TomcatConnectors.maxConnections(event.getServletContext()), onBroken);
        sluice.start();
        sluice.http().register(event.getServletContext(), wires);
        triggers.forEach(trigger -> trigger.listen(event.getServletContext(), this::close));
    }

    /** Ends the delivery, before the server listens no more; see {@link Sluice#leave}. */
    public void leave() {
        if (sluice != null) {
            sluice.leave();
        }
    }

    /** Stops the node, while the container still works. */
    @Override
    public void close() {
        if (sluice != null) {
            sluice.close();
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        close();
        triggers.forEach(StopTrigger::close);
    }
}

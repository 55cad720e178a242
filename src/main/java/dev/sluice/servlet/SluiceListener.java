package dev.sluice.servlet;

import dev.sluice.app.Sluice;
import dev.sluice.config.ConfigException;
import dev.sluice.config.RedisUrl;
import dev.sluice.config.Setting;
import dev.sluice.config.Settings;
import dev.sluice.config.SettingsLoader;
import dev.sluice.connection.ServletWire;
import dev.sluice.connection.WireFactory;
import dev.sluice.logging.Logs;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;
import java.util.Map;

/** The listener that puts a node into a servlet container, the same in the jar and in the WAR. */
public final class SluiceListener implements ServletContextListener, AutoCloseable {
    private final Settings settings;
    private final RedisUrl redis;
    private final WireFactory wires;
    private final List<StopTrigger> triggers;
    private final Runnable onBroken;
    /** Written by the container's thread; read by those that stop the node, too: a shutdown hook, and Tomcat's. */
    private volatile Sluice sluice;

    /**
     * Makes a listener; called by a container.
     *
     * @throws ConfigException if a setting is wrong
     */
    public SluiceListener() {
        SettingsLoader loader = new SettingsLoader(System.getenv(), System.getProperties(), Map.of());
        Logs.use(loader.logFormat());
        settings = loader.load();
        redis = settings.redisUrl()
                .orElseThrow(() -> new ConfigException(Setting.REDIS_URL.environmentName()
                        + " must name a Redis, because the WAR has no embedded one."));
        wires = ServletWire::of;
        triggers = List.of(new TomcatStopTrigger(), new ShutdownHookTrigger());
        onBroken = () -> {}; // the container's other applications go on
    }

    /**
     * Makes a listener for an embedded container, which calls {@link #leave} and {@link #close} before it stops.
     *
     * @param wires makes the wire to a request's browser
     * @param onBroken called when the delivery has failed for good
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
        sluice = new Sluice(settings, redis, ContainerLimits.maxConnections(event.getServletContext()), onBroken);
        sluice.start();
        sluice.http().register(event.getServletContext(), wires);
        triggers.forEach(trigger -> trigger.listen(event.getServletContext(), this::close));
    }

    /** Applies other settings while the node runs; see {@link Sluice#apply}. */
    public void apply(Settings next) {
        sluice.apply(next);
    }

    /** Ends the delivery, before the server stops listening; see {@link Sluice#leave}. */
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

package dev.sluice.config;

/** A wrong setting, with which the node cannot start. The message is one sentence for people that names the setting. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }

    ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}

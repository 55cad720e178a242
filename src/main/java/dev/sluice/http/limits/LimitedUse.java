package dev.sluice.http.limits;

import dev.sluice.config.Setting;

/** What is limited. */
enum LimitedUse {
    STREAMS("open streams", Setting.LIMIT_STREAMS_PER_ADDRESS, Setting.LIMIT_STREAMS_PER_USER),
    POSTS("posts a second", Setting.LIMIT_POSTS_PER_ADDRESS, Setting.LIMIT_POSTS_PER_USER),
    HISTORIES("histories a second", Setting.LIMIT_HISTORIES_PER_ADDRESS, Setting.LIMIT_HISTORIES_PER_USER);

    private final String noun;
    private final Setting perAddress;
    private final Setting perUser;

    LimitedUse(String noun, Setting perAddress, Setting perUser) {
        this.noun = noun;
        this.perAddress = perAddress;
        this.perUser = perUser;
    }

    Setting perAddress() {
        return perAddress;
    }

    Setting perUser() {
        return perUser;
    }

    /** Returns what a limit says to a client that has reached it. */
    String sentence(Setting setting, int most) {
        return "The limit for each " + (setting == perUser ? "user" : "address") + ", " + most + " " + noun
                + ", is reached (" + setting.environmentName() + ").";
    }
}

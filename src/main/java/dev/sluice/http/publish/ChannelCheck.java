package dev.sluice.http.publish;

import dev.sluice.channel.ChannelKind;
import dev.sluice.http.answer.RefusedException;

/** A check of the channels that messages name. Thread-safe. */
public interface ChannelCheck {
    /** @throws RefusedException if the name is malformed or not that of a served channel */
    ChannelKind check(String name) throws RefusedException;
}

package dev.sluice.delivery.claim;

import dev.sluice.store.MessageId;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The ids of messages that their browsers did not confirm in time and that were offered again, so that late
 * confirmations can be told from repeated ones. Only the newest are kept; a late confirmation of an older message looks
 * like a repeated one.
 */
public final class WithdrawnIds {
    static final int MAX = 65_536;

    private final Set<MessageId> ids = new LinkedHashSet<>();

    void add(MessageId id) {
        ids.add(id);
        if (ids.size() > MAX) {
            Iterator<MessageId> oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    public boolean contains(MessageId id) {
        return ids.contains(id);
    }
}

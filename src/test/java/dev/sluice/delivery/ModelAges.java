package dev.sluice.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What {@code expire.lua} knows of the ages of a queue's messages. */
final class ModelAges {
    private record Mark(long at, long position, String print) {}

    private static final int MAX_MARKS = 50;

    private final UnaryOperator<String> fingerprint;
    private List<Mark> marks = new ArrayList<>();
    private long taken;
    private long top;

    ModelAges(UnaryOperator<String> fingerprint) {
        this.fingerprint = fingerprint;
    }

    ModelAges copy() {
        ModelAges copy = new ModelAges(fingerprint);
        copy.marks = new ArrayList<>(marks);
        copy.taken = taken;
        copy.top = top;
        return copy;
    }

    void count(int givenBack, int claimed) {
        top = Math.max(top, taken);
        taken += claimed - givenBack;
    }

    /** Returns how many of the first are too old; takes them for removed. */
    int expire(List<byte[]> waiting, long now, long maxAge) {
        long beyond = Math.max(top, taken);
        marks.removeIf(mark -> mark.position <= beyond);
        Mark old = marks.stream()
                .filter(mark -> mark.at <= now - maxAge)
                .reduce((one, next) -> next)
                .orElse(null);
        if (!marks.isEmpty()
                && !(holds(marks.get(0), waiting)
                        && holds(marks.get(marks.size() - 1), waiting)
                        && (old == null || holds(old, waiting)))) {
            marks.clear();
            old = null;
        }
        int expired = old == null ? 0 : (int) (old.position - taken);
        taken += expired;
        top = taken;
        marks.removeIf(mark -> mark.position <= taken);
        return expired;
    }

    void note(List<byte[]> waiting, long now, long interval) {
        Mark last = marks.isEmpty() ? null : marks.get(marks.size() - 1);
        if (last == null
                || last.position < taken + waiting.size()
                        && 2 * (now - last.at) >= interval
                        && marks.size() < MAX_MARKS) {
            marks.add(mark(waiting, waiting.size(), now));
        }
        if (marks.get(0).position > taken + 1) {
            marks.add(0, mark(waiting, 1, now));
        }
    }

    private Mark mark(List<byte[]> waiting, int place, long now) {
        return new Mark(now, taken + place, print(waiting, place));
    }

    private boolean holds(Mark mark, List<byte[]> waiting) {
        int place = (int) (mark.position - taken);
        return place <= waiting.size() && print(waiting, place).equals(mark.print);
    }

    private String print(List<byte[]> waiting, int place) {
        return fingerprint.apply(new String(waiting.get(place - 1), StandardCharsets.UTF_8));
    }
}

package dev.sluice.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The people in a topic as a page knows them, by the names that they claim: it asks who is there when a stream begins,
 * and is told who comes and goes, as chat-presence.js. Thread-safe.
 */
public final class PeopleList {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    // Longer than a node holds back that somebody has left.
    private static final Executor LATER = CompletableFuture.delayedExecutor(7, TimeUnit.SECONDS);

    private record Change(boolean joined, JsonNode members) {}

    private final URI presence;
    private final String topic;

    // All below is guarded by this.
    private final Set<String> names = new HashSet<>();
    /** The names that the last answer left out, perhaps since they were coming back. */
    private final Set<String> absent = new HashSet<>();
    /** What was told while an answer is awaited, which may be older; null if none is. */
    private List<Change> missed;

    private int asked;
    private boolean asksLater;
    /** True until the first answer since a stream began. */
    private boolean isFirst;

    /** @param presence the address that tells who has the topic */
    PeopleList(URI presence, String topic) {
        this.presence = presence;
        this.topic = topic;
    }

    public String topic() {
        return topic;
    }

    /** Returns the names now. */
    public synchronized Set<String> names() {
        return new TreeSet<>(names);
    }

    /** Returns the number of questions so far, with those that are due. */
    public synchronized int asked() {
        return asked + (asksLater ? 1 : 0);
    }

    /** Returns true if it relies on what it is told from now on. */
    public synchronized boolean isSettled() {
        return missed == null && !asksLater;
    }

    /** A stream has begun. */
    synchronized void began() {
        isFirst = true;
        ask();
    }

    /** Asks as a page does every few minutes: people who were reloading at each answer so far are still missing. */
    public void askAgain() {
        ask();
    }

    private synchronized void ask() {
        int question = ++asked;
        asksLater = false;
        missed = new ArrayList<>();
        HTTP.sendAsync(HttpRequest.newBuilder(presence).build(), HttpResponse.BodyHandlers.ofString())
                .whenComplete((answer, failure) -> answered(question, answer));
    }

    /** Asks after a while, unless another question comes before. */
    private synchronized void askLater() {
        if (asksLater) {
            return;
        }
        asksLater = true;
        int before = asked;
        LATER.execute(() -> {
            synchronized (this) {
                if (asked == before) {
                    ask();
                }
            }
        });
    }

    private synchronized void answered(int question, HttpResponse<String> answer) {
        if (question != asked) {
            return; // it was asked anew
        }
        if (answer != null && answer.statusCode() == 200) {
            replace(JSON.readTree(answer.body()));
            if (isFirst) {
                askLater(); // people who were reloading are missing, and no event tells that they return
            }
            isFirst = false;
        } else {
            askLater();
        }
        List<Change> again = missed;
        missed = null;
        again.forEach(this::apply);
    }

    private void replace(JsonNode answer) {
        Set<String> listed = new HashSet<>();
        answer.get("users").forEach(person -> listed.add(nameOf(person)));
        names.removeAll(listed);
        names.removeAll(absent);
        absent.clear();
        absent.addAll(names);
        names.addAll(listed);
        if (!absent.isEmpty()) {
            askLater();
        }
    }

    /** Takes the event that tells of people who have come or gone. */
    synchronized void told(boolean joined, byte[] data, int length) {
        Change change = new Change(joined, JSON.readTree(data, 0, length));
        if (missed != null) {
            missed.add(change);
        }
        apply(change);
    }

    private void apply(Change change) {
        JsonNode users = change.members().get("users");
        for (JsonNode person : users) {
            absent.remove(nameOf(person));
            if (change.joined()) {
                names.add(nameOf(person));
            } else {
                names.remove(nameOf(person));
            }
        }
        if (change.members().get("count").asInt() > users.size()) {
            askLater(); // the others are not named
        }
    }

    private static String nameOf(JsonNode person) {
        return person.get("as").asString();
    }
}

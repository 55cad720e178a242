package dev.sluice.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A claim store in memory that does what {@code exchange.lua} does, and is held against it by {@code ModelIT}. Answers
 * can be lost, before or after the deed.
 */
public final class ModelClaimStore implements ClaimStore {
    /** What goes wrong with the next call. */
    public enum Fault {
        NONE,
        LOST_BEFORE,
        LOST_AFTER
    }

    /** From the next to be claimed to the one pushed last. */
    private final Map<String, Deque<byte[]>> queues = new HashMap<>();
    /** By queue and session, oldest first. */
    private final Map<String, List<byte[]>> processing = new HashMap<>();

    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, Deque<byte[]>> dead = new HashMap<>();
    private final Set<String> wrongType = new HashSet<>();
    private Fault fault = Fault.NONE;
    private int calls;

    public void push(String queue, String message) {
        push(queue, message.getBytes(StandardCharsets.UTF_8));
    }

    public void push(String queue, byte[] message) {
        queue(queue).addLast(message);
    }

    public void setWrongType(String queue, boolean wrong) {
        if (wrong) {
            wrongType.add(queue);
        } else {
            wrongType.remove(queue);
        }
    }

    public void failNext(Fault next) {
        fault = next;
    }

    public void loseClaims() {
        processing.clear();
        numbers.clear();
    }

    /** How many exchanges and looks were asked for. */
    public int calls() {
        return calls;
    }

    public List<String> waiting(String queue) {
        return texts(queue(queue));
    }

    public List<String> dead(String queue) {
        return texts(dead.computeIfAbsent(queue, q -> new ArrayDeque<>()));
    }

    /** All that sessions hold claimed of a queue. */
    public List<String> claimed(String queue) {
        List<String> all = new ArrayList<>();
        processing.forEach((key, list) -> {
            if (key.startsWith(queue + " ")) {
                all.addAll(texts(list));
            }
        });
        return all;
    }

    public Set<String> sessions() {
        return Set.copyOf(numbers.keySet());
    }

    private Deque<byte[]> queue(String name) {
        return queues.computeIfAbsent(name, n -> new ArrayDeque<>());
    }

    private static List<String> texts(Collection<byte[]> messages) {
        return messages.stream()
                .map(message -> new String(message, StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public List<ExchangeResult> exchange(List<Exchange> exchanges) {
        calls++;
        Fault now = fault;
        fault = Fault.NONE;
        if (now == Fault.LOST_BEFORE) {
            throw new StoreUnavailableException("lost before", null);
        }
        List<ExchangeResult> results = exchanges.stream().map(this::carryOut).toList();
        if (now == Fault.LOST_AFTER) {
            throw new StoreUnavailableException("lost after", null);
        }
        return results;
    }

    private ExchangeResult carryOut(Exchange exchange) {
        if (wrongType.contains(exchange.queue())) {
            return new ExchangeResult.Refused("its key in Redis does not hold a list");
        }
        String key = exchange.queue() + " " + exchange.session();
        Deque<byte[]> queue = queue(exchange.queue());
        List<byte[]> held = processing.getOrDefault(key, new ArrayList<>());
        long last = numbers.getOrDefault(key, 0L);
        if (last == exchange.number()) {
            int kept = exchange.held() - exchange.removed();
            return done(held.subList(kept, held.size()), queue.size(), exchange.limits());
        }
        if (last != exchange.number() - 1 || held.size() != exchange.held()) {
            return new ExchangeResult.Lost();
        }
        List<byte[]> rest = remove(exchange, held, queue);
        List<byte[]> claimed = claim(queue, exchange.limits());
        rest.addAll(claimed);
        if (rest.isEmpty()) {
            numbers.remove(key);
            processing.remove(key);
        } else {
            processing.put(key, rest);
            if (exchange.removed() > 0 || !claimed.isEmpty()) {
                numbers.put(key, exchange.number());
            }
        }
        return done(claimed, queue.size(), exchange.limits());
    }

    private List<byte[]> remove(Exchange exchange, List<byte[]> held, Deque<byte[]> queue) {
        Map<Integer, Removal> removals = new HashMap<>();
        exchange.removals().forEach(removal -> removals.put(removal.position(), removal));
        List<byte[]> rest = new ArrayList<>();
        List<byte[]> returned = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            Removal removal = removals.get(i);
            if (removal == null && i >= exchange.settled()) {
                rest.add(held.get(i));
            } else if (removal != null && removal.disposition() == Disposition.RETURN) {
                returned.add(held.get(i));
            } else if (removal != null && removal.disposition() == Disposition.BURY) {
                dead.computeIfAbsent(exchange.queue(), q -> new ArrayDeque<>()).addLast(held.get(i));
            }
        }
        for (int i = returned.size() - 1; i >= 0; i--) {
            queue.addFirst(returned.get(i));
        }
        return rest;
    }

    private static List<byte[]> claim(Deque<byte[]> queue, ClaimLimits limits) {
        List<byte[]> claimed = new ArrayList<>();
        long bytes = 0;
        while (claimed.size() < limits.messages() && bytes < limits.bytes() && !queue.isEmpty()) {
            byte[] message = queue.removeFirst();
            bytes += message.length;
            claimed.add(message);
        }
        return claimed;
    }

    private static ExchangeResult done(List<byte[]> claimed, long waiting, ClaimLimits limits) {
        return new ExchangeResult.Done(
                claimed.stream()
                        .map(message -> message.length > limits.messageBytes()
                                ? new ClaimedMessage(null, message.length)
                                : new ClaimedMessage(message, message.length))
                        .toList(),
                waiting);
    }

    @Override
    public Collection<String> withMessages(Collection<String> names) {
        calls++;
        return names.stream().filter(name -> !queue(name).isEmpty()).toList();
    }

    @Override
    public boolean signalsPushes() {
        return true;
    }
}

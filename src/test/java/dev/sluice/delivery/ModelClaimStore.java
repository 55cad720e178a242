package dev.sluice.delivery;

import dev.sluice.channel.QueueExpiry;
import dev.sluice.store.LeaseStore;
import dev.sluice.store.Refusal;
import dev.sluice.store.ReturnResult;
import dev.sluice.store.StoreUnavailableException;
import dev.sluice.store.expiry.ExpiredMessages;
import dev.sluice.store.queue.ClaimLimits;
import dev.sluice.store.queue.ClaimStore;
import dev.sluice.store.queue.ClaimedMessage;
import dev.sluice.store.queue.DeadLetterCount;
import dev.sluice.store.queue.DeliveryCount;
import dev.sluice.store.queue.Disposition;
import dev.sluice.store.queue.Exchange;
import dev.sluice.store.queue.ExchangeResult;
import dev.sluice.store.queue.Pop;
import dev.sluice.store.queue.Removal;
import dev.sluice.store.queue.Stray;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A claim store and node registry in memory that do what the Lua scripts do, and are held against them by {@code
 * ModelIT}. Each call can fail, before or after the deed, and time can pass in it.
 */
public final class ModelClaimStore implements ClaimStore, LeaseStore {
    /** What goes wrong with a call. */
    public enum Fault {
        NONE,
        LOST_BEFORE,
        /** Nothing was done, and the caller learns that. */
        NOT_DONE,
        LOST_AFTER,
        CRASH_BEFORE,
        CRASH_AFTER
    }

    /** The node that called is no more. */
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    private static final int SOME = 3;

    /** Stands for the session of what is popped. */
    private static final String POPPED = "popped";

    /** From the next to be claimed to the one pushed last. */
    private final Map<String, Deque<byte[]>> queues = new HashMap<>();
    /** By queue and session, oldest first. */
    private final Map<String, List<byte[]>> processing = new HashMap<>();

    /** By queue and message, how often each of the equal ones that were returned was delivered. */
    private final Map<String, Deque<Integer>> deliveries = new HashMap<>();
    /** The same for when the first of these deliveries was. */
    private final Map<String, Long> firstDeliveries = new HashMap<>();
    /** The queues whose list expires some time. */
    private final Set<String> expiring = new HashSet<>();
    /** By queue and session, those that took messages from a list that expires. */
    private final Set<String> keptExpiring = new HashSet<>();

    private final Map<String, ModelAges> ages = new HashMap<>();
    private UnaryOperator<String> fingerprint = text -> text;
    private Consumer<String> onTaken = text -> {};

    private int mostDeadLetters = Integer.MAX_VALUE;

    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<String, Deque<byte[]>> dead = new HashMap<>();
    private final Map<String, Refusal> refused = new HashMap<>();
    private int refusals;
    private boolean signalling = true;
    private final Map<String, Fault> away = new HashMap<>();
    private boolean registryAway;
    /** By incarnation, in milliseconds. */
    private final Map<String, Long> leases = new TreeMap<>();

    private final Set<String> lapsed = new TreeSet<>();
    private final Map<String, Set<String>> enlisted = new HashMap<>();
    private final List<Runnable> memory = new ArrayList<>();
    private final LongSupplier millis;
    private Fault fault = Fault.NONE;
    private Runnable meanwhile = () -> {};
    private int calls;
    private int faultAt;

    /** @param millis the store's clock */
    public ModelClaimStore(LongSupplier millis) {
        this.millis = millis;
    }

    public void push(String queue, String message) {
        push(queue, message.getBytes(StandardCharsets.UTF_8));
    }

    public void push(String queue, byte[] message) {
        queue(queue).addLast(message);
    }

    /** Makes different messages look the same to the expiry, or not. */
    void compareBy(UnaryOperator<String> print) {
        fingerprint = print;
    }

    /** @param listener gets each message that is claimed or popped */
    void onTaken(Consumer<String> listener) {
        onTaken = listener;
    }

    /** Removes what has waited for too long. */
    public ExpiredMessages expire(String queue, QueueExpiry expiry, Duration interval) {
        Deque<byte[]> list = queue(queue);
        if (list.isEmpty()) {
            ages.remove(queue);
            return ExpiredMessages.NONE;
        }
        ModelAges known = ages.computeIfAbsent(queue, name -> new ModelAges(fingerprint));
        long now = millis.getAsLong();
        int count = known.expire(List.copyOf(list), now, expiry.maxAge().toMillis());
        boolean drops = expiry.fate() == QueueExpiry.Fate.DROP;
        for (int i = 0; i < count; i++) {
            byte[] message = list.removeFirst();
            count(queue, message);
            if (!drops) {
                dead.computeIfAbsent(queue, name -> new ArrayDeque<>()).addLast(message);
            }
        }
        if (list.isEmpty()) {
            ages.remove(queue);
            expiring.remove(queue);
        } else {
            known.note(List.copyOf(list), now, interval.toMillis());
        }
        return new ExpiredMessages(
                count, false, drops || count == 0 ? Optional.empty() : Optional.of(boundDeadLetters(queue, count)));
    }

    /** Whether anything is known of the ages of its messages. */
    public boolean hasAges(String queue) {
        return ages.containsKey(queue);
    }

    private void countTaken(String queue, int givenBack, int taken) {
        if (queue(queue).isEmpty() && givenBack + taken > 0) {
            ages.remove(queue);
        } else if (ages.containsKey(queue)) {
            ages.get(queue).count(givenBack, taken);
        }
    }

    /** Another program takes the next message; nothing if there is none. */
    public void takeAway(String queue) {
        queue(queue).pollFirst();
        endExpiry(queue);
    }

    /** Another program puts a message in front of all others. */
    public void pushInFront(String queue, String message) {
        queue(queue).addFirst(message.getBytes(StandardCharsets.UTF_8));
    }

    /** Another program takes out all messages with this text. */
    public void takeOut(String queue, String message) {
        queue(queue).removeIf(one -> new String(one, StandardCharsets.UTF_8).equals(message));
        endExpiry(queue);
    }

    private void endExpiry(String queue) {
        if (queue(queue).isEmpty()) {
            expiring.remove(queue);
        }
    }

    /** The list is to expire some time; nothing if there is none. */
    public void expire(String queue) {
        if (!queue(queue).isEmpty()) {
            expiring.add(queue);
        }
    }

    public boolean isExpiring(String queue) {
        return expiring.contains(queue);
    }

    public void keepDeadLetters(int most) {
        mostDeadLetters = most;
    }

    /** From now on nothing is done on this queue; or again, if {@code why} is null. */
    public void refuse(String queue, Refusal why) {
        if (why == null) {
            refused.remove(queue);
        } else {
            refused.put(queue, why);
        }
    }

    /** How many exchanges were refused. */
    public int refusals() {
        return refusals;
    }

    /** From now on nobody is told of pushes. */
    public void stopSignalling() {
        signalling = false;
    }

    public void setWrongType(String queue, boolean wrong) {
        refuse(queue, wrong ? Refusal.of("its key in Redis does not hold a list") : null);
    }

    /** From now on nobody hears of exchanges on this queue, and those on others go on. */
    public void setAway(String queue, Fault how) {
        away.put(queue, how);
    }

    /** From now on nothing that nodes have in common can be reached, or again. */
    public void setRegistryAway(boolean isAway) {
        registryAway = isAway;
    }

    public void failNext(Fault next) {
        fail(calls + 1, next);
    }

    /** @param call which call is the one that fails, counted from 1 */
    public void fail(int call, Fault next) {
        fault = next;
        faultAt = call;
    }

    /** What happens between the next deed and its answer. */
    public void meanwhile(Runnable events) {
        meanwhile = events;
    }

    /** What a replica has, or what lies on the disk: {@link #fallBack} returns to it. */
    public void remember() {
        memory.clear();
        memory.add(copier(queues, ArrayDeque::new));
        memory.add(copier(processing, ArrayList::new));
        memory.add(copier(deliveries, ArrayDeque::new));
        memory.add(copier(firstDeliveries, at -> at));
        memory.add(copier(ages, ModelAges::copy));
        memory.add(copier(numbers, number -> number));
        memory.add(copier(dead, ArrayDeque::new));
        memory.add(copier(leases, end -> end));
        memory.add(copier(enlisted, TreeSet::new));
        Set<String> then = Set.copyOf(lapsed);
        memory.add(() -> lapsed.retainAll(then));
        memory.add(() -> lapsed.addAll(then));
    }

    private static <V> Runnable copier(Map<String, V> map, UnaryOperator<V> copy) {
        Map<String, V> then = new HashMap<>();
        map.forEach((key, value) -> then.put(key, copy.apply(value)));
        return () -> {
            map.clear();
            map.putAll(then);
        };
    }

    /** Everything since {@link #remember} has not happened. */
    public void fallBack() {
        memory.forEach(Runnable::run);
        memory.clear();
    }

    public void loseClaims() {
        processing.clear();
        numbers.clear();
    }

    /** How often it was asked for anything. */
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

    /** What the registry knows of nodes. */
    public Set<String> nodes() {
        Set<String> all = new TreeSet<>(leases.keySet());
        all.addAll(lapsed);
        all.addAll(enlisted.keySet());
        return all;
    }

    /** Whether this message is among what sessions of this incarnation hold claimed. */
    public boolean holds(String incarnation, String queue, String message) {
        return processing.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(queue + " " + incarnation + "."))
                .anyMatch(entry -> texts(entry.getValue()).contains(message));
    }

    private Deque<byte[]> queue(String name) {
        return queues.computeIfAbsent(name, n -> new ArrayDeque<>());
    }

    private static List<String> texts(Collection<byte[]> messages) {
        return messages.stream()
                .map(message -> new String(message, StandardCharsets.UTF_8))
                .toList();
    }

    private <T> T call(Supplier<T> deed) {
        calls++;
        Fault now = Fault.NONE;
        if (calls >= faultAt) {
            now = fault;
            fault = Fault.NONE;
        }
        if (now == Fault.CRASH_BEFORE) {
            throw new Crash();
        }
        if (now == Fault.LOST_BEFORE || now == Fault.NOT_DONE) {
            throw new StoreUnavailableException("lost before", null, now == Fault.LOST_BEFORE);
        }
        T answer = deed.get();
        Runnable events = meanwhile;
        meanwhile = () -> {};
        events.run();
        if (now == Fault.CRASH_AFTER) {
            throw new Crash();
        }
        if (now == Fault.LOST_AFTER) {
            throw new StoreUnavailableException("lost after", null);
        }
        return answer;
    }

    @Override
    public List<ExchangeResult> exchange(List<Exchange> exchanges) {
        return call(() -> exchanges.stream()
                .map(exchange -> answer(exchange.queue(), () -> carryOut(exchange)))
                .toList());
    }

    private ExchangeResult answer(String queue, Supplier<ExchangeResult> deed) {
        Fault now = away.getOrDefault(queue, Fault.NONE);
        if (now == Fault.LOST_BEFORE || now == Fault.NOT_DONE) {
            return new ExchangeResult.Unanswered("its server is away", now == Fault.LOST_BEFORE);
        }
        ExchangeResult result = deed.get();
        return now == Fault.LOST_AFTER ? new ExchangeResult.Unanswered("its server is away", true) : result;
    }

    private ExchangeResult carryOut(Exchange exchange) {
        if (refused.containsKey(exchange.queue())) {
            refusals++;
            return new ExchangeResult.Refused(refused.get(exchange.queue()));
        }
        String key = exchange.queue() + " " + exchange.session();
        Deque<byte[]> queue = queue(exchange.queue());
        List<byte[]> held = processing.getOrDefault(key, new ArrayList<>());
        long last = numbers.getOrDefault(key, 0L);
        if (last == exchange.number()) {
            int kept = exchange.held() - exchange.removed();
            return done(
                    uncounted(held.subList(kept, held.size())), queue.size(), 0, exchange.queue(), exchange.limits());
        }
        if (last != exchange.number() - 1 || held.size() != exchange.held()) {
            return new ExchangeResult.Lost();
        }
        if (exchange.number() == 1 && millis.getAsLong() > exchange.startBy()) {
            return new ExchangeResult.Late();
        }
        List<byte[]> rest = remove(exchange, held);
        List<byte[]> claimed = take(exchange.queue(), exchange.session(), exchange.limits());
        countTaken(exchange.queue(), returns(exchange), claimed.size());
        List<Counted> counted = claimed.stream()
                .map(message -> count(exchange.queue(), message))
                .toList();
        if (queue.isEmpty()) {
            deliveries.keySet().removeIf(name -> name.startsWith(exchange.queue() + " "));
            firstDeliveries.keySet().removeIf(name -> name.startsWith(exchange.queue() + " "));
        }
        rest.addAll(claimed);
        if (rest.isEmpty()) {
            numbers.remove(key);
            processing.remove(key);
            keptExpiring.remove(key);
        } else {
            processing.put(key, rest);
            if (exchange.removed() > 0 || !claimed.isEmpty()) {
                numbers.put(key, exchange.number());
            }
        }
        long buried = exchange.removals().stream()
                .filter(removal -> removal.disposition() == Disposition.BURY)
                .count();
        return done(counted, queue.size(), buried, exchange.queue(), exchange.limits());
    }

    private static int returns(Exchange exchange) {
        return (int) exchange.removals().stream()
                .filter(removal -> removal.disposition() == Disposition.RETURN)
                .count();
    }

    private record Counted(byte[] message, DeliveryCount before) {}

    private static List<Counted> uncounted(List<byte[]> messages) {
        return messages.stream()
                .map(message -> new Counted(message, DeliveryCount.NONE))
                .toList();
    }

    private Counted count(String queue, byte[] message) {
        Deque<Integer> counts = counts(queue, message);
        if (counts.isEmpty()) {
            return new Counted(message, DeliveryCount.NONE);
        }
        int times = counts.removeFirst();
        String key = key(queue, message);
        long first = counts.isEmpty() ? firstDeliveries.remove(key) : firstDeliveries.get(key);
        return new Counted(message, new DeliveryCount(times, millis.getAsLong() - first));
    }

    private Deque<Integer> counts(String queue, byte[] message) {
        return deliveries.computeIfAbsent(key(queue, message), key -> new ArrayDeque<>());
    }

    private static String key(String queue, byte[] message) {
        return queue + " " + new String(message, StandardCharsets.ISO_8859_1);
    }

    private void giveBack(String queue, String session, List<byte[]> oldestFirst) {
        if (queue(queue).isEmpty() && !oldestFirst.isEmpty() && keptExpiring.contains(queue + " " + session)) {
            expiring.add(queue);
        }
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            queue(queue).addFirst(oldestFirst.get(i));
        }
    }

    /** How many messages that were returned have a delivery count. */
    public int counted() {
        return deliveries.values().stream().mapToInt(Deque::size).sum();
    }

    @Override
    public List<ExchangeResult> pop(List<Pop> pops) {
        return call(() -> pops.stream()
                .map(pop -> answer(pop.queue(), () -> carryOut(pop)))
                .toList());
    }

    private ExchangeResult carryOut(Pop pop) {
        if (refused.containsKey(pop.queue())) {
            return new ExchangeResult.Refused(refused.get(pop.queue()));
        }
        Deque<byte[]> queue = queue(pop.queue());
        Deque<byte[]> letters = dead.computeIfAbsent(pop.queue(), q -> new ArrayDeque<>());
        List<byte[]> returned = new ArrayList<>();
        List<byte[]> buried = new ArrayList<>();
        for (Stray stray : pop.strays()) {
            (stray.disposition() == Disposition.RETURN ? returned : buried)
                    .add(stray.message().payload());
        }
        giveBack(pop.queue(), POPPED, returned);
        List<byte[]> popped = take(pop.queue(), POPPED, pop.limits());
        countTaken(pop.queue(), returned.size(), popped.size());
        popped.stream()
                .filter(message -> message.length > pop.limits().messageBytes())
                .forEach(buried::add);
        letters.addAll(buried);
        return done(uncounted(popped), queue.size(), buried.size(), pop.queue(), pop.limits());
    }

    private List<byte[]> remove(Exchange exchange, List<byte[]> held) {
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
        for (int i = held.size() - 1; i >= 0; i--) {
            Removal removal = removals.get(i);
            if (removal != null
                    && removal.disposition() == Disposition.RETURN
                    && removal.count().times() > 0) {
                counts(exchange.queue(), held.get(i)).addFirst(removal.count().times());
                firstDeliveries.putIfAbsent(
                        key(exchange.queue(), held.get(i)),
                        millis.getAsLong() - removal.count().firstMillisAgo());
            }
        }
        giveBack(exchange.queue(), exchange.session(), returned);
        return rest;
    }

    private List<byte[]> take(String name, String session, ClaimLimits limits) {
        Deque<byte[]> queue = queue(name);
        if (limits.messages() > 0 && !queue.isEmpty()) {
            keptExpiring.remove(name + " " + session);
            if (expiring.contains(name)) {
                keptExpiring.add(name + " " + session);
            }
        }
        List<byte[]> claimed = new ArrayList<>();
        long bytes = 0;
        while (claimed.size() < limits.messages() && bytes < limits.bytes() && !queue.isEmpty()) {
            byte[] message = queue.removeFirst();
            bytes += message.length;
            claimed.add(message);
            onTaken.accept(new String(message, StandardCharsets.UTF_8));
        }
        if (queue.isEmpty()) {
            expiring.remove(name);
        }
        return claimed;
    }

    private ExchangeResult done(List<Counted> claimed, long waiting, long buried, String queue, ClaimLimits limits) {
        return new ExchangeResult.Done(
                claimed.stream().map(counted -> claimed(counted, limits)).toList(),
                waiting,
                buried == 0 ? Optional.empty() : Optional.of(boundDeadLetters(queue, buried)));
    }

    private DeadLetterCount boundDeadLetters(String queue, long added) {
        Deque<byte[]> letters = dead.get(queue);
        int dropped = 0;
        while (letters.size() > mostDeadLetters) {
            letters.removeFirst();
            dropped++;
        }
        return new DeadLetterCount(added, letters.size(), dropped);
    }

    private static ClaimedMessage claimed(Counted counted, ClaimLimits limits) {
        int length = counted.message().length;
        byte[] payload = length > limits.messageBytes() ? null : counted.message();
        return new ClaimedMessage(payload, length, counted.before());
    }

    @Override
    public Collection<String> withMessages(Collection<String> names) {
        return call(() -> names.stream().filter(name -> !queue(name).isEmpty()).toList());
    }

    @Override
    public boolean signalsPushes() {
        return signalling;
    }

    private <T> T askRegistry(Supplier<T> deed) {
        if (registryAway) {
            calls++;
            throw new StoreUnavailableException("the registry is away", null);
        }
        return call(deed);
    }

    @Override
    public Renewal renew(String incarnation, boolean joins, Duration lease) {
        return askRegistry(() -> renewNow(incarnation, joins, lease.toMillis()));
    }

    private Renewal renewNow(String incarnation, boolean joins, long leaseMillis) {
        long now = millis.getAsLong();
        Long old = leases.get(incarnation);
        boolean held = old != null || joins && !lapsed.contains(incarnation);
        if (held) {
            leases.put(incarnation, now + leaseMillis);
        }
        if (old != null && old >= now) {
            List<String> silent = leases.keySet().stream()
                    .filter(other -> leases.get(other) < now)
                    .toList();
            lapsed.addAll(silent);
            leases.keySet().removeAll(silent);
        }
        return new Renewal(held, now + leaseMillis, List.copyOf(lapsed));
    }

    @Override
    public boolean enlist(String incarnation, Collection<String> names) {
        return askRegistry(() -> {
            boolean alive = leases.containsKey(incarnation);
            if (alive) {
                enlisted.computeIfAbsent(incarnation, i -> new TreeSet<>()).addAll(names);
            }
            return alive;
        });
    }

    @Override
    public void delist(String incarnation, Collection<String> names) {
        askRegistry(() -> {
            Set<String> left = enlisted.getOrDefault(incarnation, new TreeSet<>());
            left.removeAll(names);
            if (left.isEmpty()) {
                enlisted.remove(incarnation);
            }
            return null;
        });
    }

    @Override
    public Page enlisted(String incarnation, String from) {
        return askRegistry(() -> {
            List<String> rest = enlisted.getOrDefault(incarnation, Set.of()).stream()
                    .filter(queue -> from.equals(START) || queue.compareTo(from.substring(1)) > 0)
                    .toList();
            List<String> some = rest.subList(0, Math.min(SOME, rest.size()));
            return new Page(some, some.size() == rest.size() ? START : "1" + some.get(SOME - 1));
        });
    }

    /** All queues that are noted for an incarnation. */
    public List<String> enlisted(String incarnation) {
        return List.copyOf(enlisted.getOrDefault(incarnation, Set.of()));
    }

    @Override
    public OrphanSearch orphans(String incarnation, Collection<String> names) {
        return askRegistry(() -> {
            List<Orphan> orphans = numbers.keySet().stream()
                    .map(key -> key.split(" "))
                    .filter(key -> names.contains(key[0]) && key[1].startsWith(incarnation + "."))
                    .map(key -> new Orphan(key[0], key[1]))
                    .toList();
            return new OrphanSearch(orphans, Map.of());
        });
    }

    @Override
    public List<ReturnResult> recover(List<Orphan> orphans) {
        return askRegistry(() -> orphans.stream().map(this::recoverNow).toList());
    }

    private ReturnResult recoverNow(Orphan orphan) {
        if (refused.containsKey(orphan.queue())) {
            return new ReturnResult.Refused(refused.get(orphan.queue()));
        }
        String key = orphan.queue() + " " + orphan.session();
        numbers.remove(key);
        List<byte[]> claimed = processing.getOrDefault(key, List.of());
        processing.remove(key);
        giveBack(orphan.queue(), orphan.session(), claimed);
        countTaken(orphan.queue(), claimed.size(), 0);
        keptExpiring.remove(key);
        return new ReturnResult.Returned(claimed.size());
    }

    @Override
    public void lapse(String incarnation, Collection<String> names) {
        askRegistry(() -> {
            enlisted.computeIfAbsent(incarnation, i -> new TreeSet<>()).addAll(names);
            leases.remove(incarnation);
            return lapsed.add(incarnation);
        });
    }

    @Override
    public void forget(String incarnation) {
        askRegistry(() -> {
            leases.remove(incarnation);
            enlisted.remove(incarnation);
            return lapsed.remove(incarnation);
        });
    }
}

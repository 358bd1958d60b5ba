package dev.jobq.store.jdbc;

import dev.jobq.JobqException;
import dev.jobq.Limits;
import dev.jobq.NewJob;
import dev.jobq.store.TopicRules;
import dev.jobq.store.TopicRules.Order;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What topics were told, from memory. Other processes' declarations are found by reading them anew when somebody asks and a
 * second has passed: one small read a second spares every enqueue and every end a look, and nobody has to be told.
 */
final class RulesCache {

    private static final Log log = LogFactory.getLog(RulesCache.class);

    private static final Duration SELDOM = Duration.ofSeconds(30);

    private final Transactor transactor;
    private final boolean waits;
    private final Duration maxAge;
    private final AtomicBoolean isReading = new AtomicBoolean();
    private volatile @Nullable Known known;
    /** The topics with a limit as last read, whatever was declared since. */
    private volatile Set<String> limited = Set.of();

    private volatile boolean isForEver = true;

    /**
     * A cache.
     *
     * @param waits whether callers wait for what is read anew; else they get what was read last
     * @param maxAge how old an answer may be
     */
    RulesCache(Transactor transactor, boolean waits, Duration maxAge) {
        this.transactor = transactor;
        this.waits = waits;
        this.maxAge = maxAge;
    }

    TopicRules of(String topic) {
        TopicRules told = known().get(topic);
        return told == null ? TopicRules.of(topic) : told;
    }

    /** For house-work, which may learn of a topic half a minute later than those who enqueue there. */
    boolean anyStrict() {
        Known current = known;
        Map<String, TopicRules> rules =
                current != null && System.nanoTime() - current.at < SELDOM.toNanos() ? current.byTopic : known();
        return rules.values().stream().anyMatch(each -> each.order().isStrict());
    }

    boolean anyLimited() {
        return !limited.isEmpty();
    }

    /** By which of an operator's words a topic is bounded as it is, as last read; 0 for the configuration's. */
    long roomVersion(String topic) {
        Known current = known;
        return current == null ? 0 : current.roomVersions.getOrDefault(topic, 0L);
    }

    /** As last read. */
    TopicRules known(String topic) {
        Known current = known;
        TopicRules told = current == null ? null : current.byTopic.get(topic);
        return told == null ? TopicRules.of(topic) : told;
    }

    void refresh() {
        known();
    }

    boolean isLimited(String topic) {
        return limited.contains(topic);
    }

    /** Whether claims of a topic have to keep to limits, as far as is known without a look. */
    boolean isMetered(String topic) {
        Known current = known;
        return current != null && current.metered.contains(topic);
    }

    /** Operators say things of topics: from now on others' answers may be no older than a second. */
    synchronized void forget() {
        isForEver = false;
        Known current = known;
        if (current != null) {
            // What was known still answers those who must not look.
            known = new Known(
                    current.byTopic,
                    current.roomVersions,
                    current.metered,
                    System.nanoTime() - Duration.ofDays(1).toNanos());
        }
    }

    /** Nobody reads meanwhile, so that no older answer can replace the one that knows of this. */
    synchronized void declare(Collection<TopicRules> declared) {
        declared.forEach(rules -> NewJob.requireName("topic", rules.topic()));
        // In order, so that two processes that declare the same topics at once cannot wait for each other in a ring.
        List<TopicRules> sorted = declared.stream()
                .sorted(Comparator.comparing(TopicRules::topic))
                .toList();
        List<String> changes = transactor.writeApart(session -> {
            List<String> changed = new ArrayList<>();
            for (TopicRules rules : sorted) {
                declare(session, rules).ifPresent(changed::add);
            }
            return changed;
        });
        known = null;
        // Now, for the next caller may have the only connection.
        renewed();
        changes.forEach(log::warn);
    }

    /** Writes rules that are new; tells of the difference if others had been declared before. */
    private static Optional<String> declare(Session session, TopicRules rules) throws SQLException {
        Optional<Declared> before =
                session.call("topic_declared").set("name", rules.topic()).first(row -> Declared.of(rules.topic(), row));
        if (before.isPresent()
                && before.get().isByConfiguration
                && before.get().rules.equals(rules)) {
            return Optional.empty();
        }
        session.call("topic_declare")
                .set("name", rules.topic())
                .set(
                        "order",
                        rules.order() == Order.PRIORITY ? null : rules.order().key())
                .set("maxQueued", rules.maxQueued())
                .set("limits", rules.limits().isEmpty() ? null : rules.limits().toString())
                .update();
        return before.filter(declared -> declared.isByConfiguration)
                .map(declared -> differences(declared.rules, rules));
    }

    private static String differences(TopicRules before, TopicRules now) {
        List<String> differences = new ArrayList<>();
        difference(differences, "order", before.order().key(), now.order().key());
        difference(differences, "max-queued", before.maxQueued(), now.maxQueued());
        difference(differences, "its limits", text(before.limits()), text(now.limits()));
        return "The rules of topic '%s' change for all processes, for jobs enqueued from now on: %s"
                .formatted(now.topic(), String.join(", ", differences));
    }

    private static void difference(List<String> to, String key, @Nullable Object before, @Nullable Object now) {
        if (!Objects.equals(before, now)) {
            to.add("%s was %s and is %s".formatted(key, orUnset(before), orUnset(now)));
        }
    }

    private static @Nullable String text(Limits limits) {
        return limits.isEmpty() ? null : limits.toString();
    }

    private static Object orUnset(@Nullable Object value) {
        return value == null ? "unset" : value;
    }

    private Map<String, TopicRules> known() {
        Known current = known;
        if (current == null || (waits && !isFresh(current))) {
            return renewed();
        }
        if (!isFresh(current) && isReading.compareAndSet(false, true)) {
            readBehind();
        }
        return current.byTopic;
    }

    private void readBehind() {
        Thread reader = new Thread(
                () -> {
                    try {
                        renewed();
                    } catch (JobqException ex) {
                        log.debug("The rules of topics could not be read; those known go on", ex);
                    } finally {
                        isReading.set(false);
                    }
                },
                "jobq-rules");
        reader.setDaemon(true);
        reader.start();
    }

    private synchronized Map<String, TopicRules> renewed() {
        Known current = known;
        if (current == null || !isFresh(current)) {
            current = read();
            known = current;
            limited = current.byTopic.values().stream()
                    .filter(rules -> rules.maxQueued() != null)
                    .map(TopicRules::topic)
                    .collect(Collectors.toSet());
        }
        return current.byTopic;
    }

    private Known read() {
        // From before the read: what is declared while it runs may be missing from it.
        long at = System.nanoTime();
        Map<String, TopicRules> byTopic = new HashMap<>();
        Map<String, Long> roomVersions = new HashMap<>();
        Set<String> metered = new HashSet<>();
        List<Told> all =
                transactor.readApart(session -> session.call("topic_rules").list(Told::of));
        for (Told told : all) {
            byTopic.put(told.rules.topic(), told.rules);
            roomVersions.put(told.rules.topic(), told.roomVersion);
            if (told.isMetered) {
                metered.add(told.rules.topic());
            }
        }
        return new Known(byTopic, roomVersions, metered, at);
    }

    private boolean isFresh(Known answer) {
        Duration age = isForEver || maxAge.compareTo(JdbcTopics.SECOND) < 0 ? maxAge : JdbcTopics.SECOND;
        return System.nanoTime() - answer.at < age.toNanos();
    }

    private static TopicRules read(String topic, ResultSet row, int column) throws SQLException {
        String order = row.getString(column);
        int maxQueued = row.getInt(column + 1);
        boolean isBounded = !row.wasNull();
        String limits = row.getString(column + 2);
        return TopicRules.of(topic)
                .order(order == null ? Order.PRIORITY : Order.of(order))
                .maxQueued(isBounded ? maxQueued : null)
                .limits(limits == null ? Limits.NONE : Limits.parse(limits));
    }

    private record Known(
            Map<String, TopicRules> byTopic, Map<String, Long> roomVersions, Set<String> metered, long at) {}

    /** Rules with what operators say over the configuration. A topic is metered also while jobs still wait for limits that it had. */
    private record Told(TopicRules rules, long roomVersion, boolean isMetered) {

        static Told of(ResultSet row) throws SQLException {
            TopicRules configured = read(row.getString(1), row, 2);
            Limits limits = LimitText.inForce(configured.limits(), row.getString(5));
            String said = row.getString(7);
            Integer maxQueued = said == null ? configured.maxQueued() : Integer.valueOf(said);
            long roomVersion = row.getLong(8);
            return new Told(
                    configured.limits(limits).maxQueued(maxQueued),
                    roomVersion,
                    row.getInt(6) != 0 || !limits.isEmpty());
        }
    }

    private record Declared(TopicRules rules, boolean isByConfiguration) {

        static Declared of(String topic, ResultSet row) throws SQLException {
            TopicRules rules = read(topic, row, 1);
            row.getLong(4);
            return new Declared(rules, !row.wasNull());
        }
    }
}

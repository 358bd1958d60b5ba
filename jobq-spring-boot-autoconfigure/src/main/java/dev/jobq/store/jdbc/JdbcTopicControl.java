package dev.jobq.store.jdbc;

import dev.jobq.Enqueuer;
import dev.jobq.JsonCodec;
import dev.jobq.ProcessId;
import dev.jobq.store.TopicControl;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** What operators say of topics, on both dialects. The row that counts the changes is also what makes them come one by one. */
public final class JdbcTopicControl implements TopicControl {

    private static final Log log = LogFactory.getLog(JdbcTopicControl.class);

    private static final String ALL = "";

    private final Transactor transactor;
    private final JsonCodec codec;
    private final String self;
    private final JdbcTopics topics;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * Control.
     *
     * @param self who acts when nobody else is named
     */
    public JdbcTopicControl(Transactor transactor, JsonCodec codec, Enqueuer self, JdbcTopics topics) {
        this.transactor = transactor;
        this.topics = topics;
        this.codec = codec;
        this.self = self.application().isEmpty() ? self.process().toString() : self.application();
    }

    @Override
    public long version() {
        return transactor.read(session ->
                session.call("control_version").first(row -> row.getLong(1)).orElse(0L));
    }

    @Override
    public Snapshot read() {
        return transactor.read(session -> {
            List<Row> rows = session.call("control_list").list(Row::of);
            long version = rows.stream()
                    .filter(Row::isCounter)
                    .findFirst()
                    .map(Row::version)
                    .orElse(0L);
            return new Snapshot(
                    version,
                    rows.stream()
                            .filter(row -> !row.isCounter())
                            .map(Row::entry)
                            .toList());
        });
    }

    @Override
    public Applied change(Change change) {
        Applied applied = transactor.write(session -> {
            long version = bump(session);
            session.call("control_prune").update();
            boolean hasChanged = change.value() == null ? remove(session, change) : put(session, change, version);
            return new Applied(hasChanged, version);
        });
        topics.forgetRules();
        tell();
        return applied;
    }

    @Override
    public long wake(String topic) {
        long version = transactor.write(session -> {
            session.signal(topic);
            return bump(session);
        });
        tell();
        return version;
    }

    @Override
    public Registration onChange(Runnable listener) {
        // Wrapped, so that a listener that registered twice is two.
        Runnable registered = () -> listener.run();
        listeners.add(registered);
        return () -> listeners.remove(registered);
    }

    @Override
    public void seen(long node, long version) {
        transactor.writeApart(session -> session.call("node_controlled")
                .set("node", node)
                .set("version", version)
                .updateOne());
    }

    @Override
    public Progress progress(String topic, @Nullable ProcessId worker, long version) {
        Snapshot now = read();
        if (now.version() < version) {
            return Progress.UNCOMMITTED;
        }
        if (!now.isPaused(topic, worker)) {
            return Progress.RESUMED;
        }
        // In this order: a worker that has seen the pause starts nothing after, so what runs then is all that is left.
        boolean isSeen = transactor.read(session ->
                session.call("control_unseen").set("version", version).list(row -> serves(row, topic, worker)).stream()
                        .noneMatch(serves -> serves));
        boolean isIdle = isSeen
                && transactor.read(session -> session.call("control_running")
                        .set("topic", topic)
                        .set("worker", name(worker))
                        .first(row -> true)
                        .isEmpty());
        return isIdle ? Progress.IDLE : Progress.RUNNING;
    }

    @Override
    public void record(String topic, String action, @Nullable String by) {
        transactor.write(session -> {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("action", action);
            data.put("by", by == null ? self : by);
            TopicEvents.write(session, topic, codec.write(data));
            return true;
        });
    }

    private static boolean serves(ResultSet row, String topic, @Nullable ProcessId worker) throws SQLException {
        return (worker == null || worker.toString().equals(row.getString(1)))
                && Arrays.asList(row.getString(2).split("\n", -1)).contains(topic);
    }

    private static long bump(Session session) throws SQLException {
        // Other processes' workers look when running jobs may be meant; a change is as rare as those.
        session.interrupt();
        return session.call("control_bump").first(row -> row.getLong(1)).orElseThrow();
    }

    private boolean put(Session session, Change change, long version) throws SQLException {
        String value = java.util.Objects.requireNonNull(change.value());
        Optional<String> old = session.call("control_find")
                .set("topic", change.topic())
                .set("worker", name(change.worker()))
                .set("setting", change.setting())
                .first(row -> row.getString(1));
        if (old.isPresent() && old.get().equals(value)) {
            return false;
        }
        session.call("control_put")
                .set("topic", change.topic())
                .set("worker", name(change.worker()))
                .set("setting", change.setting())
                .set("value", value)
                .set("version", version)
                .set("by", by(change))
                .update();
        note(session, change, old.orElse(null));
        return true;
    }

    private boolean remove(Session session, Change change) throws SQLException {
        List<String> old = new ArrayList<>();
        if (change.worker() == null) {
            old.addAll(session.call("control_remove_all")
                    .set("topic", change.topic())
                    .set("setting", change.setting())
                    .list(row -> row.getString(1)));
        } else {
            old.addAll(session.call("control_remove")
                    .set("topic", change.topic())
                    .set("worker", name(change.worker()))
                    .set("setting", change.setting())
                    .list(row -> row.getString(1)));
        }
        if (!old.isEmpty()) {
            note(session, change, old.get(0));
        }
        return !old.isEmpty();
    }

    private void note(Session session, Change change, @Nullable String old) throws SQLException {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("action", change.action());
        data.put("by", by(change));
        if (change.worker() != null) {
            data.put("worker", change.worker().toString());
        }
        data.put("setting", change.setting());
        data.put("old", value(old));
        data.put("new", value(change.value()));
        TopicEvents.write(session, change.topic(), codec.write(data));
    }

    private @Nullable Object value(@Nullable String json) {
        return json == null ? null : codec.read(json, Object.class);
    }

    private String by(Change change) {
        return change.by() == null ? self : change.by();
    }

    /** In the caller's transaction nothing has changed yet; workers find it soon after the commit. */
    private void tell() {
        if (transactor.isInCallersTransaction()) {
            return;
        }
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException ex) {
                log.debug("A worker of this process finds the change by its next look", ex);
            }
        }
    }

    private static String name(@Nullable ProcessId worker) {
        return worker == null ? ALL : worker.toString();
    }

    private record Row(Entry entry, long version) {

        static Row of(ResultSet row) throws SQLException {
            String worker = row.getString(2);
            Entry entry = new Entry(
                    row.getString(1),
                    worker.isEmpty() ? null : ProcessId.parse(worker),
                    row.getString(3),
                    row.getString(4),
                    row.getString(7),
                    Call.instant(row.getLong(6)));
            return new Row(entry, row.getLong(5));
        }

        boolean isCounter() {
            return entry.topic().isEmpty();
        }
    }
}

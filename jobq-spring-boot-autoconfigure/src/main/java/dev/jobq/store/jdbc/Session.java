package dev.jobq.store.jdbc;

import dev.jobq.JobEvent;
import dev.jobq.JobStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A connection with its prepared statements and the events of the transaction that runs on it. One thread at a time.
 */
public final class Session implements AutoCloseable {

    private final Connection connection;
    private final SqlFiles files;
    private final CommitListeners listeners;
    private final boolean isOfOthers;
    private final Map<String, Prepared> prepared = new HashMap<>();
    private final JobNumbers numbers = new JobNumbers();
    private Effect effect = Effect.NONE;
    private List<JobEvent> events = new ArrayList<>();
    private Depths depths = new Depths();
    private Depths earlierDepths = new Depths();
    private Signals signals = Signals.none();

    /**
     * A session.
     *
     * @param listeners who will be told of its events
     */
    public Session(Connection connection, SqlFiles files, CommitListeners listeners) {
        this(connection, files, listeners, false);
    }

    private Session(Connection connection, SqlFiles files, CommitListeners listeners, boolean isOfOthers) {
        this.connection = connection;
        this.files = files;
        this.listeners = listeners;
        this.isOfOthers = isOfOthers;
    }

    /** As part of a transaction that others began, and will end when they like. */
    public static Session ofOthers(Connection connection, SqlFiles files, CommitListeners listeners) {
        return new Session(connection, files, listeners, true);
    }

    /** Whether others end the transaction. */
    public boolean isOfOthers() {
        return isOfOthers;
    }

    /** The connection itself. What is done with it is out of this session's sight. */
    public Connection connection() {
        effect = Effect.DOUBTFUL;
        return connection;
    }

    /** The statements' source. */
    public SqlFiles files() {
        return files;
    }

    /** Begins a call of the named statement, prepared once for this session. */
    public Call call(String name) throws SQLException {
        Prepared known = prepared.get(name);
        if (known == null) {
            Sql sql = files.get(name);
            known = new Prepared(sql, connection.prepareStatement(sql.text()), sql.isQuery());
            prepared.put(name, known);
        }
        return new Call(this, known);
    }

    /** The numbers of new jobs. */
    public JobNumbers numbers() {
        return numbers;
    }

    /** Tells what the statements since the last call may have done. */
    public Effect takeEffect() {
        Effect taken = effect;
        effect = Effect.NONE;
        return taken;
    }

    void changes() {
        if (effect == Effect.NONE) {
            effect = Effect.CHANGED;
        }
    }

    void fails() {
        effect = Effect.DOUBTFUL;
    }

    /** Whether anybody listens to events; if not, they need not be built. */
    public boolean isHeard() {
        return !listeners.isEmpty();
    }

    /** Adds an event, to be published after the commit. */
    public void emit(JobEvent event) {
        events.add(event);
    }

    /** Takes the events emitted since the last call. */
    public List<JobEvent> takeEvents() {
        List<JobEvent> taken = events;
        events = new ArrayList<>();
        return taken;
    }

    /**
     * Notes that so many more jobs, or fewer if negative, of a topic are in a status. Said for every status that has a row in
     * ready, waiting or done; EXECUTING and LAUNCHED are counted from the running rows and must not be noted.
     */
    public void depth(String topic, JobStatus status, long change) {
        depths.add(topic, status, change);
    }

    /** Tells what others noted in the same transaction and what is not flushed yet. */
    public void depthsBefore(Depths noted) {
        earlierDepths = noted;
    }

    /** How many jobs of a topic are in a status as this transaction sees it; none that are running are counted. */
    long depthNow(String topic, JobStatus status) throws SQLException {
        long flushed = call("depth_of")
                .set("topic", topic)
                .set("status", StatusCode.of(status))
                .first(row -> row.getLong(1))
                .orElse(0L);
        return flushed + earlierDepths.of(topic, status) + depths.of(topic, status);
    }

    /** Takes the changes of depths noted since the last call; whoever runs the transaction flushes them before the commit. */
    public Depths takeDepths() {
        Depths taken = depths;
        depths = new Depths();
        return taken;
    }

    /** Notes that jobs of a topic became available or due times changed, where no change of depths says so. */
    public void signal(String topic) {
        signals.topics().add(topic);
        signals.returned().add(topic);
    }

    /** Notes that new jobs of a topic became available at its end: nobody has looked there yet. */
    public void added(String topic) {
        signals.topics().add(topic);
    }

    /** Notes that a running job was asked to stop or taken away, so that the node that runs it should look soon. */
    public void interrupt() {
        signals = new Signals(
                signals.topics(), signals.returned(), true, signals.ended(), signals.lines(), signals.actions());
    }

    /** Notes that a job ended or was deleted. */
    public void ended(long job) {
        signals.ended().add(job);
    }

    /** Notes that a line has to be looked after once the transaction has committed. */
    public void lookAfter(Line line) {
        signals.lines().add(line);
    }

    /** Runs something once the transaction has committed; at once where nobody can tell when it does. */
    public void afterCommit(Runnable action) {
        signals.actions().add(action);
    }

    /** Takes what other processes are to be told of after the commit. */
    public Signals takeSignals() {
        Signals taken = signals;
        signals = Signals.none();
        return taken;
    }

    /** Closes the prepared statements; the connection stays open. */
    @Override
    public void close() throws SQLException {
        for (Prepared each : prepared.values()) {
            each.statement.close();
        }
        prepared.clear();
    }

    /**
     * What is to be done after the commit: what other processes are to be told of, and lines to be looked after.
     *
     * @param topics where jobs became available or due times changed
     * @param returned those of them where jobs may have become available at old places
     * @param hasInterrupted whether running jobs were asked to stop or taken away
     * @param ended jobs that ended or were deleted
     * @param lines lines that may have been left without a head
     * @param actions what else this process does
     */
    public record Signals(
            Set<String> topics,
            Set<String> returned,
            boolean hasInterrupted,
            List<Long> ended,
            Set<Line> lines,
            List<Runnable> actions) {
        static Signals none() {
            return new Signals(
                    new TreeSet<>(), new TreeSet<>(), false, new ArrayList<>(0), new TreeSet<>(), new ArrayList<>(0));
        }

        /** Whether there is nothing to do. */
        public boolean isEmpty() {
            return topics.isEmpty() && !hasInterrupted && ended.isEmpty() && lines.isEmpty() && actions.isEmpty();
        }
    }

    /** What statements may have done. */
    public enum Effect {
        /** Nothing: there is nothing to be undone. */
        NONE,
        /** Changes, all of them in the transaction. */
        CHANGED,
        /** One failed, with which a database may give up the transaction, or they were out of sight. */
        DOUBTFUL
    }

    record Prepared(Sql sql, PreparedStatement statement, boolean isQuery) {}
}

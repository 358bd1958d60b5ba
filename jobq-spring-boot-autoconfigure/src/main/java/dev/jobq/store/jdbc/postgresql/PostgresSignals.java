package dev.jobq.store.jdbc.postgresql;

import dev.jobq.InvalidJobException;
import dev.jobq.JobId;
import dev.jobq.store.StoreSignals;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears what other processes tell, on a connection and a thread of its own that live while anybody listens. A connection that
 * breaks is opened again, at growing intervals; since what was told meanwhile is lost, listeners are then told to look
 * everywhere.
 */
final class PostgresSignals implements StoreSignals, AutoCloseable {

    private static final Log log = LogFactory.getLog(PostgresSignals.class);

    /** How often a connection on which nothing was heard is tried. */
    private static final Duration CHECK = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final EngineConnections connections;
    private final Notifier notifier;
    private final boolean isEnabled;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<EndListener> endListeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private @Nullable Connection connection;
    private @Nullable Thread thread;
    private boolean isStopped;

    PostgresSignals(EngineConnections connections, Notifier notifier, boolean isEnabled) {
        this.connections = connections;
        this.notifier = notifier;
        this.isEnabled = isEnabled;
    }

    @Override
    public Subscription listen(Listener listener) {
        connections.requireOpen();
        // Wrapped, so that a listener that subscribed twice is two.
        Listener subscribed = new Listener() {
            @Override
            public void available(@Nullable String topic) {
                listener.available(topic);
            }

            @Override
            public void interrupted() {
                listener.interrupted();
            }
        };
        listeners.add(subscribed);
        start();
        return () -> listeners.remove(subscribed);
    }

    @Override
    public Subscription listenForEnds(EndListener listener) {
        connections.requireOpen();
        endListeners.add(listener);
        notifier.waiting(true);
        start();
        AtomicBoolean isOver = new AtomicBoolean();
        return () -> {
            if (isOver.compareAndSet(false, true)) {
                endListeners.remove(listener);
                notifier.waiting(false);
            }
        };
    }

    @Override
    public boolean areHeard() {
        return notifier.demand().isListening();
    }

    @Override
    public void close() {
        Thread started;
        lock.lock();
        try {
            isStopped = true;
            stopped.signalAll();
            if (connection != null) {
                // The only way to end a read that waits for the server.
                ((Connection) connection.unwrap(PGConnection.class)).abort(Runnable::run);
            }
            started = thread;
        } catch (SQLException ex) {
            log.debug("The listening connection was not closed cleanly", ex);
            started = thread;
        } finally {
            lock.unlock();
        }
        if (started != null) {
            Joining.await(started, Duration.ofSeconds(2));
        }
    }

    private void start() {
        lock.lock();
        try {
            if (isEnabled && thread == null && !isStopped) {
                Thread started = new Thread(this::run, "jobq-listener");
                started.setDaemon(true);
                thread = started;
                started.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!isStopped()) {
            try (Connection opened = connections.openSeparate()) {
                if (!keep(opened)) {
                    return;
                }
                subscribe(opened);
                pause = FIRST_PAUSE;
                notifier.demand().listening(true);
                tell(listener -> listener.available(null));
                tell(Listener::interrupted);
                tellEnded(null);
                hear(opened);
            } catch (SQLException | RuntimeException ex) {
                if (isStopped()) {
                    return;
                }
                log.debug("Cannot hear other processes at the moment; jobs are found by polling", ex);
                if (!await(pause)) {
                    return;
                }
                pause = longer(pause);
            } catch (Error ex) {
                log.error("The listener goes on after an unexpected failure", ex);
            } finally {
                if (notifier.demand().isListening()) {
                    notifier.demand().listening(false);
                    tell(Listener::interrupted);
                }
            }
        }
    }

    private void subscribe(Connection opened) throws SQLException {
        opened.setAutoCommit(true);
        Channels channels = notifier.channels();
        try (Statement statement = opened.createStatement()) {
            statement.execute("LISTEN %s; LISTEN %s; LISTEN %s; LISTEN %s"
                    .formatted(channels.ready(), channels.control(), channels.ended(), channels.waiting()));
        }
    }

    private void hear(Connection opened) throws SQLException {
        PGConnection driver = opened.unwrap(PGConnection.class);
        while (!isStopped()) {
            PGNotification[] heard = driver.getNotifications(Math.toIntExact(CHECK.toMillis()));
            if (heard == null || heard.length == 0) {
                try (Statement statement = opened.createStatement()) {
                    statement.execute("");
                }
                continue;
            }
            for (PGNotification notification : heard) {
                if (!connections.isOwn(notification.getPID())) {
                    pass(notification);
                }
            }
        }
    }

    private void pass(PGNotification notification) {
        Channels channels = notifier.channels();
        String channel = notification.getName();
        String payload = notification.getParameter();
        if (channel.equals(channels.control())) {
            tell(Listener::interrupted);
        } else if (channel.equals(channels.waiting())) {
            notifier.demand().raise();
        } else if (channel.equals(channels.ended())) {
            tellEnded(idOf(payload));
        } else {
            tell(listener -> listener.available(payload.isEmpty() ? null : payload));
        }
    }

    /** Anybody may write to a channel: what is no id means any job. */
    private static @Nullable JobId idOf(String payload) {
        try {
            return JobId.parse(payload);
        } catch (InvalidJobException ex) {
            return null;
        }
    }

    private void tellEnded(@Nullable JobId job) {
        for (EndListener listener : endListeners) {
            try {
                listener.ended(job);
            } catch (RuntimeException ex) {
                log.error("A listener to the ends of jobs failed", ex);
            }
        }
    }

    private void tell(Consumer<Listener> message) {
        for (Listener listener : listeners) {
            try {
                message.accept(listener);
            } catch (RuntimeException ex) {
                log.error("A listener to other processes' changes failed", ex);
            }
        }
    }

    private boolean keep(Connection opened) {
        lock.lock();
        try {
            connection = opened;
            return !isStopped;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return isStopped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits unless it is stopped meanwhile; whether to go on. */
    private boolean await(Duration pause) {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!isStopped && left > 0) {
                left = stopped.awaitNanos(left);
            }
            return !isStopped;
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Twice as long, give or take, so that many processes do not come back at the same moment. */
    private static Duration longer(Duration pause) {
        long nanos = Math.min(pause.toNanos() * 2, LONGEST_PAUSE.toNanos());
        return Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 4));
    }
}

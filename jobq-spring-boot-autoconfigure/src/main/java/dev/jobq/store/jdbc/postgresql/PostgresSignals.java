package dev.jobq.store.jdbc.postgresql;

import dev.jobq.store.StoreSignals;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
    private final Echo echo;
    private final boolean isEnabled;
    private final Audience audience = new Audience();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private @Nullable Connection connection;
    private @Nullable Thread thread;
    private boolean isStopped;

    PostgresSignals(EngineConnections connections, Notifier notifier, boolean isEnabled) {
        this.connections = connections;
        this.notifier = notifier;
        this.echo = new Echo(
                notifier,
                "%s_echo_%08x"
                        .formatted(
                                notifier.channels().system(),
                                ThreadLocalRandom.current().nextInt()));
        this.isEnabled = isEnabled;
    }

    @Override
    public Subscription listen(Listener listener) {
        connections.requireOpen();
        Runnable end = audience.add(listener);
        start();
        return end::run;
    }

    @Override
    public Subscription listenForEnds(EndListener listener) {
        connections.requireOpen();
        Runnable end = audience.add(listener);
        notifier.waiting(true);
        start();
        AtomicBoolean isOver = new AtomicBoolean();
        return () -> {
            if (isOver.compareAndSet(false, true)) {
                end.run();
                notifier.waiting(false);
            }
        };
    }

    @Override
    public boolean areHeard() {
        return notifier.demand().isListening();
    }

    @Override
    public Hearing hearing() {
        if (!isEnabled || audience.isEmpty()) {
            return Hearing.OFF;
        }
        return areHeard() ? new Hearing(Hearing.State.HEARD, echo.delay()) : new Hearing(Hearing.State.UNHEARD, null);
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
                // If it cannot be had, whoever listens next tries again.
                started.start();
                thread = started;
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
                begin();
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
                echo.missed();
                cease();
            }
        }
    }

    /** From now on others are heard; what they told before was not. */
    private void begin() {
        if (!notifier.demand().isListening()) {
            notifier.demand().listening(true);
            audience.lookEverywhere();
        }
    }

    private void cease() {
        if (notifier.demand().isListening()) {
            notifier.demand().listening(false);
            audience.interrupted();
        }
    }

    private void subscribe(Connection opened) throws SQLException {
        opened.setAutoCommit(true);
        Channels channels = notifier.channels();
        try (Statement statement = opened.createStatement()) {
            statement.execute("LISTEN %s; LISTEN %s; LISTEN %s; LISTEN %s; LISTEN %s"
                    .formatted(
                            channels.ready(),
                            channels.control(),
                            channels.ended(),
                            channels.waiting(),
                            echo.channel()));
        }
    }

    private void hear(Connection opened) throws SQLException {
        PGConnection driver = opened.unwrap(PGConnection.class);
        long next = System.nanoTime();
        while (!isStopped()) {
            if (System.nanoTime() - next >= 0) {
                echo.ask();
                next = System.nanoTime() + CHECK.toNanos();
            }
            Duration patience = echo.isAwaited() ? Echo.PATIENCE : CHECK;
            PGNotification[] heard = driver.getNotifications(Math.toIntExact(patience.toMillis()));
            if (heard == null || heard.length == 0) {
                checkAfterSilence(opened);
                continue;
            }
            begin();
            for (PGNotification notification : heard) {
                if (notification.getName().equals(echo.channel())) {
                    echo.heard(notification.getParameter());
                } else if (!connections.isOwn(notification.getPID())) {
                    pass(notification);
                }
            }
        }
    }

    /** Fails if the connection is broken. If it is not, but not even this process itself is heard, it subscribes anew. */
    private void checkAfterSilence(Connection opened) throws SQLException {
        if (!echo.isAwaited()) {
            try (Statement statement = opened.createStatement()) {
                statement.execute("");
            }
            return;
        }
        if (notifier.demand().isListening()) {
            log.warn("Notifications are sent and not received, as with a connection pooler in transaction mode;"
                    + " jobs of other processes are found by polling");
        }
        echo.missed();
        cease();
        subscribe(opened);
    }

    private void pass(PGNotification notification) {
        Channels channels = notifier.channels();
        String channel = notification.getName();
        if (channel.equals(channels.control())) {
            audience.interrupted();
        } else if (channel.equals(channels.waiting())) {
            notifier.demand().raise();
        } else if (channel.equals(channels.ended())) {
            audience.ended(notification.getParameter());
        } else {
            audience.available(notification.getParameter());
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

package dev.jobq.store.jdbc.postgresql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Notices answers that will not come. Where the network has swallowed a question or its answer, both sides would wait for each
 * other long after it is healed. So when somebody has waited for a while, this asks the server over a connection of its own, and
 * breaks those connections at whose other end the server waits, too, or is there no more: what was sent on them is then sent
 * again. Whatever the server is still at work on is left to it.
 */
final class Lookout implements AutoCloseable {

    private static final Log log = LogFactory.getLog(Lookout.class);

    private static final Duration PERIOD = Duration.ofMillis(500);

    /** So long both have to have waited. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String AT_WORK = "SELECT pid FROM pg_stat_activity WHERE pid = ANY (?) AND"
            + " (state LIKE 'idle%' AND state_change < clock_timestamp() - interval '2 s') IS NOT TRUE";

    private final Openings openings;
    private final boolean isEnabled;
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private @Nullable Connection own;
    private boolean isPooled;

    /**
     * Watches once somebody waits.
     *
     * @param isEnabled whether there is a connection for it
     */
    Lookout(Openings openings, boolean isEnabled) {
        this.openings = openings;
        this.isEnabled = isEnabled;
    }

    /**
     * Somebody waits for the server from now on.
     *
     * @param backend the process of the server
     * @param onBreak told before the connection is broken
     */
    Wait begin(Connection connection, int backend, Runnable onBreak) {
        Wait wait = new Wait(connection, backend, onBreak);
        if (isEnabled) {
            waits.add(wait);
            if (thread == null) {
                start();
            }
        }
        return wait;
    }

    private synchronized void start() {
        if (thread == null && stopped.getCount() > 0) {
            try {
                Thread started = new Thread(this::run, "jobq-lookout");
                started.setDaemon(true);
                started.start();
                thread = started;
            } catch (OutOfMemoryError ex) {
                log.debug("No thread to be had at the moment; the next who waits tries again", ex);
            }
        }
    }

    private void run() {
        try {
            watch();
        } finally {
            drop();
            forget();
        }
    }

    private synchronized void forget() {
        thread = null;
    }

    private void watch() {
        long notBefore = System.nanoTime();
        // While nobody waits there is nothing to see before somebody can have waited for long enough.
        Duration rest = PERIOD;
        while (true) {
            long asleep = System.nanoTime();
            if (isStopped(rest)) {
                return;
            }
            long now = System.nanoTime();
            if (now - asleep > rest.plus(PERIOD).toNanos()) {
                // All stood still. Answers may be there that nobody had the time to read.
                notBefore = now;
            }
            if (rest.equals(PERIOD)) {
                lookSafely(now, notBefore);
            }
            // The next look drops the connection, if there is one.
            rest = waits.isEmpty() && own == null ? PATIENCE : PERIOD;
        }
    }

    private void lookSafely(long now, long notBefore) {
        try {
            look(now, notBefore);
        } catch (SQLException | RuntimeException ex) {
            log.debug("The server cannot be asked at the moment", ex);
            drop();
        } catch (Error ex) {
            log.error("The lookout goes on after an unexpected failure", ex);
        }
    }

    private boolean isStopped(Duration rest) {
        try {
            return stopped.await(rest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ex) {
            // Nobody has a reason to.
            return false;
        }
    }

    private void look(long now, long notBefore) throws SQLException {
        List<Wait> silent = waits.stream()
                .filter(wait -> now - Math.max(wait.begun, notBefore) > PATIENCE.toNanos())
                .toList();
        if (silent.isEmpty() || isPooled) {
            drop();
            return;
        }
        Connection asking = connection();
        if (asking == null) {
            return;
        }
        Set<Integer> atWork = atWork(asking, silent);
        if (System.nanoTime() - now > PATIENCE.toNanos()) {
            // Nobody may have had the time to read what is there, or this was slow itself.
            return;
        }
        for (Wait wait : silent) {
            wait.seen(atWork.contains(wait.backend));
        }
    }

    private static Set<Integer> atWork(Connection asking, List<Wait> waits) throws SQLException {
        Set<Integer> atWork = new HashSet<>();
        Array backends = asking.createArrayOf(
                "int4", waits.stream().map(wait -> wait.backend).toArray());
        try (PreparedStatement statement = asking.prepareStatement(AT_WORK)) {
            statement.setArray(1, backends);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    atWork.add(row.getInt(1));
                }
            }
        }
        return atWork;
    }

    /** The connection to ask over; null where a pooler makes up the numbers of the server's processes. */
    private @Nullable Connection connection() throws SQLException {
        if (own == null) {
            own = openings.open();
            own.setNetworkTimeout(Runnable::run, Math.toIntExact(PATIENCE.toMillis()));
            own.setAutoCommit(true);
            isPooled = PostgresLifeLock.isOfPooler(own);
        }
        return isPooled ? null : own;
    }

    private void drop() {
        Connection last = own;
        own = null;
        if (last != null) {
            try (last) {
                last.abort(Runnable::run);
            } catch (SQLException ex) {
                log.debug("The connection of the lookout was not closed cleanly", ex);
            }
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }

    /** One that waits for the server. */
    final class Wait {

        private final Connection connection;
        private final int backend;
        private final Runnable onBreak;
        private final long begun = System.nanoTime();
        private boolean isOver;
        private boolean isSuspect;

        private Wait(Connection connection, int backend, Runnable onBreak) {
            this.connection = connection;
            this.backend = backend;
            this.onBreak = onBreak;
        }

        /** It waits no more, and the connection is safe. */
        synchronized void end() {
            isOver = true;
            waits.remove(this);
        }

        /** Given up only when two looks in a row found the server waiting: between them whoever has an answer reads it. */
        private synchronized void seen(boolean isAtWork) {
            if (!isAtWork && isSuspect && !isOver) {
                giveUp();
            }
            isSuspect = !isAtWork;
        }

        private void giveUp() {
            isOver = true;
            waits.remove(this);
            onBreak.run();
            try {
                connection.abort(Runnable::run);
                log.info("An answer of PostgreSQL got lost: what was sent is sent again over another connection");
            } catch (SQLException ex) {
                log.debug("A connection could not be broken", ex);
            }
        }
    }
}

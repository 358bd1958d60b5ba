package dev.jobq.store.jdbc;

import dev.jobq.QueueClosedException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.Upkeep.Staged;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Moves due jobs on, page by page in the order of their times. A page that the database refuses is made smaller, until it is the one job
 * that is at fault: it is left aside for a while, and those behind it go on.
 */
final class Staging {

    private static final int CHUNK = 500;

    /** If so many are refused in one look, there is more wrong than a few rows. */
    private static final int MOST_REFUSED = 50;

    private static final Log log = LogFactory.getLog(Staging.class);

    private final Transactor transactor;
    private final ToReady toReady;
    private final Lines lines;
    private final Refused refused = new Refused();

    Staging(Transactor transactor, ToReady toReady, Lines lines) {
        this.transactor = transactor;
        this.toReady = toReady;
        this.lines = lines;
    }

    Staged stage(int limit) {
        lines.catchUp();
        // Looked up first: every commit of others wakes the stager, and a transaction that writes has to take its turn.
        Optional<Duration> untilNext = transactor.read(this::untilNext);
        if (untilNext.isEmpty() || !untilNext.get().isZero()) {
            return new Staged(0, untilNext.orElse(null));
        }
        int staged = new Look(limit).run();
        return new Staged(staged, transactor.read(this::untilNext).orElse(null));
    }

    private Optional<Duration> untilNext(Session session) throws SQLException {
        Set<Long> aside = refused.aside(session.files().now());
        if (aside.isEmpty()) {
            return session.call("waiting_next").first(row -> until(row.getLong(1)));
        }
        return session
                .call("waiting_next_few")
                .set("limit", aside.size() + 1)
                .list(row -> new Next(row.getLong(1), until(row.getLong(2))))
                .stream()
                .filter(next -> !aside.contains(next.job))
                .map(Next::until)
                .findFirst();
    }

    private static Duration until(long micros) {
        return Duration.of(Math.max(0, micros), ChronoUnit.MICROS);
    }

    private record Next(long job, Duration until) {}

    /** One look at what is due. */
    private final class Look {

        private final int limit;
        private final Set<Long> passed = new HashSet<>();
        private int page = CHUNK;
        /** Written by whoever runs the work, which may be run again. */
        private volatile Page seen = Page.EMPTY;

        private int staged;
        private int refusals;
        private boolean isCareful;

        Look(int limit) {
            this.limit = limit;
        }

        int run() {
            boolean isMoreThere = true;
            while (isMoreThere && staged < limit) {
                int most = Math.min(page, limit - staged);
                seen = Page.EMPTY;
                try {
                    isMoreThere = moved(most);
                } catch (StoreUnavailableException | QueueClosedException ex) {
                    throw ex;
                } catch (RuntimeException ex) {
                    isMoreThere = isToGoOn(ex);
                }
            }
            return staged;
        }

        private boolean moved(int most) {
            int moved = transactor.writeApart(session -> {
                Page due = due(session, most);
                seen = due;
                return goOn(session, due.waiters);
            });
            staged += moved;
            List<Waiter> waiters = seen.waiters;
            if (isCareful && moved < waiters.size()) {
                // Held by others, who must not hide from this look what comes behind.
                waiters.forEach(waiter -> passed.add(waiter.id()));
            }
            page = Math.min(CHUNK, page * 2);
            return isCareful ? waiters.size() == most : moved == CHUNK;
        }

        private Page due(Session session, int most) throws SQLException {
            long now = session.files().now();
            Set<Long> aside = refused.aside(now);
            List<Waiter> due = session.call("waiting_due")
                    .set("limit", most + aside.size() + passed.size())
                    .list(Waiter::due);
            boolean isAll = aside.isEmpty() && passed.isEmpty();
            return new Page(
                    isAll
                            ? due
                            : due.stream()
                                    .filter(waiter -> !aside.contains(waiter.id()) && !passed.contains(waiter.id()))
                                    .limit(most)
                                    .toList(),
                    now);
        }

        private boolean isToGoOn(RuntimeException failure) {
            isCareful = true;
            if (seen.waiters.isEmpty()) {
                throw failure;
            }
            page = Math.max(1, seen.waiters.size() / 2);
            if (seen.waiters.size() > 1) {
                return true;
            }
            Waiter waiter = seen.waiters.get(0);
            if (refused.add(waiter.id(), seen.at)) {
                log.error(
                        "Job %s (%s/%s) is due, but the database does not let it move: it is tried again now and then"
                                .formatted(
                                        waiter.ref().id(),
                                        waiter.ref().topic(),
                                        waiter.ref().type()),
                        failure);
            }
            refusals++;
            if (refusals >= MOST_REFUSED && staged == 0) {
                throw failure;
            }
            return refusals < MOST_REFUSED;
        }
    }

    private int goOn(Session session, List<Waiter> waiters) throws SQLException {
        List<Waiter> free =
                waiters.stream().filter(waiter -> waiter.line() == null).toList();
        int moved = toReady.move(session, free);
        if (free.size() < waiters.size()) {
            moved += lines.enter(
                    session,
                    waiters.stream().filter(waiter -> waiter.line() != null).toList());
        }
        return moved;
    }

    /**
     * Some that are due.
     *
     * @param at when they were looked up
     */
    private record Page(List<Waiter> waiters, long at) {

        static final Page EMPTY = new Page(List.of(), 0);
    }
}

package dev.jobq.store.jdbc;

import dev.jobq.Fire;
import dev.jobq.InvalidScheduleException;
import dev.jobq.Schedule;
import dev.jobq.StoreException;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.SchedulePlan;
import dev.jobq.store.ScheduleStore;
import dev.jobq.store.StoreSignals;
import dev.jobq.store.StoredSchedule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Schedules on both dialects. A row is changed by statements that name the revision that was seen; who finds another one looks
 * again. So a fire and a change of its schedule never miss each other.
 */
public final class JdbcSchedules implements ScheduleStore {

    private static final int LOOKS = 10;

    private final Transactor transactor;
    private final CallerTransaction caller;
    private final JobWriter jobs;
    private final String application;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /**
     * Schedules.
     *
     * @param caller finds the calling thread's transaction
     * @param jobs writes the jobs of fires
     * @param application this process's
     */
    public JdbcSchedules(Transactor transactor, CallerTransaction caller, JobWriter jobs, String application) {
        this.transactor = transactor;
        this.caller = caller;
        this.jobs = jobs;
        this.application = application;
    }

    @Override
    public Due due(int limit) {
        // One look while nothing is due, as mostly.
        return transactor.read(session -> {
            Due next = session.call("recurring_next").first(JdbcSchedules::next).orElseThrow();
            if (next.untilNext() == null || !next.untilNext().isZero()) {
                return next;
            }
            List<StoredSchedule> due = session.call("recurring_due")
                    .set("at", next.now())
                    .set("limit", limit)
                    .list(ScheduleRows::schedule);
            return new Due(next.now(), due, next.untilNext());
        });
    }

    private static Due next(ResultSet row) throws SQLException {
        long now = row.getLong(1);
        long next = row.getLong(2);
        Duration untilNext = row.wasNull() ? null : Duration.of(Math.max(0, next - now), ChronoUnit.MICROS);
        return new Due(Call.instant(now), List.of(), untilNext);
    }

    @Override
    public Optional<List<Fire>> fire(StoredSchedule due, List<Instant> times, @Nullable Instant next) {
        Fires fires = new Fires(jobs.prepare(due.plan().job()));
        return transactor.writeApart(session -> fires.fire(session, due, times, next));
    }

    @Override
    public StoredSchedule put(SchedulePlan plan, NextTime nextTime) {
        Schedule.Origin origin = new Schedule.Origin(false, application, true);
        StoredSchedule put = transactor.write(session -> change(session, plan, origin, nextTime).after);
        changed();
        return put;
    }

    @Override
    public Declared declare(Collection<SchedulePlan> plans, NextTime nextTime) {
        Declared declared = new Declared(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Schedule.Origin origin = new Schedule.Origin(true, application, true);
        for (SchedulePlan plan : plans) {
            Change change = transactor.writeApart(session -> change(session, plan, origin, nextTime));
            StoredSchedule before = change.before;
            if (before == null) {
                declared.created().add(plan.name());
                continue;
            }
            if (!before.plan().equals(plan)) {
                declared.changed().add(plan.name());
            }
            if (!before.origin().isCode() || !before.origin().application().equals(application)) {
                declared.taken().add(plan.name());
            }
        }
        declared.undeclared()
                .addAll(markUndeclared(plans.stream().map(SchedulePlan::name).collect(Collectors.toSet())));
        changed();
        return declared;
    }

    private List<String> markUndeclared(Collection<String> declared) {
        List<StoredSchedule> gone = list().stream()
                .filter(schedule -> schedule.origin().isCode()
                        && schedule.origin().application().equals(application)
                        && !declared.contains(schedule.name()))
                .toList();
        for (StoredSchedule schedule : gone) {
            if (schedule.origin().isDeclared()) {
                transactor.writeApart(session -> session.call("recurring_undeclared")
                        .set("name", schedule.name())
                        .set("application", application)
                        .update());
            }
        }
        return gone.stream().map(StoredSchedule::name).toList();
    }

    @Override
    public boolean remove(String name) {
        return transactor.write(
                session -> session.call("recurring_delete").set("name", name).updateOne());
    }

    @Override
    public boolean pause(String name) {
        return transactor.write(
                session -> session.call("recurring_pause").set("name", name).updateOne());
    }

    @Override
    public boolean resume(String name, NextTime nextTime) {
        boolean isResumed = transactor.write(session -> look(name, () -> {
            Optional<StoredSchedule> found = find(session, name);
            if (found.isEmpty() || !found.get().state().isPaused()) {
                return Optional.of(false);
            }
            StoredSchedule paused = found.get();
            Instant next = nextTime.after(paused.plan().cadence(), paused.anchor(), Fires.now(session));
            return session.call("recurring_resume")
                            .set("name", name)
                            .set("revision", paused.revision())
                            .set("next", next)
                            .updateOne()
                    ? Optional.of(true)
                    : Optional.empty();
        }));
        changed();
        return isResumed;
    }

    @Override
    public Optional<Fire> runNow(String name) {
        Optional<StoredSchedule> known = get(name);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Fires fires = new Fires(jobs.prepare(known.get().plan().job()));
        SchedulePlan plan = known.get().plan();
        return Optional.of(transactor.write(session -> fires.fireNow(session, plan)));
    }

    @Override
    public Optional<StoredSchedule> get(String name) {
        return transactor.read(session -> find(session, name));
    }

    @Override
    public List<StoredSchedule> list() {
        return transactor.read(session -> session.call("recurring_all").list(ScheduleRows::schedule));
    }

    @Override
    public List<Fire> history(String name, int limit) {
        return transactor.read(session -> session.call("fire_history")
                .set("schedule", name)
                .set("limit", limit)
                .list(ScheduleRows::fire));
    }

    @Override
    public StoreSignals.Subscription onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void changed() {
        if (caller.connection() == null) {
            listeners.forEach(Runnable::run);
        } else if (!listeners.isEmpty()) {
            caller.afterCommit(() -> listeners.forEach(Runnable::run));
        }
    }

    private Change change(Session session, SchedulePlan plan, Schedule.Origin origin, NextTime nextTime)
            throws SQLException {
        return look(plan.name(), () -> {
            StoredSchedule before = find(session, plan.name()).orElse(null);
            if (before != null && before.origin().isCode() && before.origin().isDeclared() && !origin.isCode()) {
                throw new InvalidScheduleException(
                        "Schedule '%s' is declared by the code of application '%s': change it there, or give another name"
                                .formatted(plan.name(), before.origin().application()));
            }
            if (before != null && before.plan().equals(plan) && before.origin().equals(origin)) {
                return Optional.of(new Change(before, before));
            }
            boolean isWritten = before == null
                    ? insert(session, plan, origin, nextTime)
                    : update(session, before, plan, origin, nextTime);
            return isWritten
                    ? Optional.of(new Change(before, find(session, plan.name()).orElseThrow()))
                    : Optional.empty();
        });
    }

    private static boolean insert(Session session, SchedulePlan plan, Schedule.Origin origin, NextTime nextTime)
            throws SQLException {
        Instant now = Fires.now(session);
        return ScheduleRows.bind(session.call("recurring_insert"), plan, origin)
                .set("anchor", now)
                .set("next", nextTime.after(plan.cadence(), now, now))
                .set("at", now)
                .updateOne();
    }

    private static boolean update(
            Session session, StoredSchedule before, SchedulePlan plan, Schedule.Origin origin, NextTime nextTime)
            throws SQLException {
        Instant now = Fires.now(session);
        boolean isTimedAnew = !before.plan().cadence().equals(plan.cadence());
        Instant next = isTimedAnew
                ? nextTime.after(plan.cadence(), now, now)
                : before.state().nextFireAt();
        boolean isSamePlan = before.plan().equals(plan);
        return ScheduleRows.bind(session.call("recurring_update"), plan, origin)
                .set("anchor", isTimedAnew ? now : before.anchor())
                .set("next", before.state().isPaused() ? null : next)
                .set("at", isSamePlan ? before.state().changedAt() : now)
                .set("revision", before.revision())
                .updateOne();
    }

    private static Optional<StoredSchedule> find(Session session, String name) throws SQLException {
        return session.call("recurring_find").set("name", name).first(ScheduleRows::schedule);
    }

    /** Others may change the row between a look and the write; then it is looked at again. */
    private static <T> T look(String name, Try<T> attempt) throws SQLException {
        for (int i = 0; i < LOOKS; i++) {
            Optional<T> done = attempt.run();
            if (done.isPresent()) {
                return done.get();
            }
        }
        throw new StoreException("Schedule '%s' changes faster than it can be read".formatted(name), null);
    }

    private interface Try<T> {
        Optional<T> run() throws SQLException;
    }

    private record Change(@Nullable StoredSchedule before, StoredSchedule after) {}
}

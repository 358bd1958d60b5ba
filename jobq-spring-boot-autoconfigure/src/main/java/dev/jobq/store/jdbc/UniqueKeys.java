package dev.jobq.store.jdbc;

import dev.jobq.DuplicateJobException;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.store.JobDraft;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which unique key. A job that leaves the statuses in which it holds its key writes nothing: whoever wants the key
 * next sees by the job's status that it is free, and takes it. So ends cost nothing, and the move that frees a key is the very
 * move of the job. A unique index lets only one row in force be there for a key.
 */
public final class UniqueKeys {

    private final JsonCodec codec;

    public UniqueKeys(JsonCodec codec) {
        this.codec = codec;
    }

    /** The jobs that hold some of these keys. Where the last one to get a key has left it, it is freed. */
    Map<UniqueKey, Holder> holding(Session session, Collection<UniqueKey> keys) throws SQLException {
        Map<UniqueKey, Holder> found = look(session, keys);
        Map<UniqueKey, Holder> lapsed = new TreeMap<>(found);
        lapsed.values().removeIf(Holder::holds);
        found.keySet().removeAll(lapsed.keySet());
        if (!lapsed.isEmpty()) {
            found.putAll(free(session, lapsed));
        }
        return found;
    }

    /** Frees keys whose jobs have left them; those that meanwhile hold them after all. */
    private Map<UniqueKey, Holder> free(Session session, Map<UniqueKey, Holder> lapsed) throws SQLException {
        // The look was before the lock: the job may have come back, or somebody else may have been faster.
        Set<Long> locked = new HashSet<>(session.call("unique_lock")
                .set("jobs", ids(lapsed.values()))
                .list(row -> row.getInt(2) == 0 ? row.getLong(1) : 0));
        Map<UniqueKey, Holder> again = look(session, lapsed.keySet());
        List<Holder> left = new ArrayList<>(again.values());
        left.removeIf(Holder::holds);
        if (!left.stream().allMatch(holder -> locked.contains(holder.job().value()))) {
            throw new OvertakenException();
        }
        if (!left.isEmpty()) {
            session.call("unique_release").set("jobs", ids(left)).update();
        }
        left.forEach(holder -> again.remove(holder.key()));
        return again;
    }

    private Map<UniqueKey, Holder> look(Session session, Collection<UniqueKey> keys) throws SQLException {
        Map<UniqueKey, Holder> found = new TreeMap<>();
        if (!keys.isEmpty()) {
            String wanted = codec.write(
                    keys.stream().map(key -> List.of(key.topic(), key.text())).toList());
            session.call("unique_holders")
                    .set("keys", wanted)
                    .list(Holder::of)
                    .forEach(holder -> found.put(holder.key(), holder));
        }
        return found;
    }

    /** Lets new jobs hold their keys, in the order of keys; who is overtaken by another transaction writes nothing. */
    void hold(Session session, Map<UniqueKey, Claim> claims) throws SQLException {
        if (claims.isEmpty()) {
            return;
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        new TreeMap<>(claims).forEach((key, claim) -> rows.add(claim.row(key)));
        int held = session.call("unique_hold").set("rows", codec.write(rows)).update();
        if (held != rows.size()) {
            throw new OvertakenException();
        }
    }

    /**
     * Lets a job that runs again hold its key again, before it moves.
     *
     * @throws DuplicateJobException if another job holds it now
     */
    void reclaim(Session session, JobId job) throws SQLException {
        Optional<Row> own = session.call("unique_of").set("job", job.value()).first(Row::of);
        // Locked now: as long as it is in force nobody else can take the key.
        if (own.isEmpty() || own.get().isInForce || !own.get().wantsBack()) {
            return;
        }
        give(session, own.get(), job, job);
    }

    /**
     * Lets a job hold the key of another whose place it takes, after that has moved.
     *
     * @throws DuplicateJobException if a third job holds it now
     */
    void passOn(Session session, JobId old, JobId next) throws SQLException {
        Optional<Row> own = session.call("unique_of").set("job", old.value()).first(Row::of);
        if (own.isPresent() && own.get().wantsBack()) {
            give(session, own.get(), old, next);
        }
    }

    private void give(Session session, Row own, JobId from, JobId to) throws SQLException {
        Holder other = holding(session, List.of(own.key)).get(own.key);
        if (other != null && !(other.job().equals(from) && !from.equals(to))) {
            throw new DuplicateJobException(own.key.topic(), own.key.text(), other.job());
        }
        session.call("unique_drop").set("job", from.value()).update();
        hold(session, Map.of(own.key, new Claim(to, own.scope, own.rest)));
    }

    private static String ids(Collection<Holder> holders) {
        return holders.stream().map(holder -> holder.job().toString()).toList().toString();
    }

    /**
     * What a job asks for.
     *
     * @param job the job
     * @param scope a bit for each status in which it holds the key
     * @param period how long at most, in microseconds; null for any time
     */
    record Claim(JobId job, int scope, @Nullable Long period) {

        static Claim of(JobId job, JobDraft.Uniqueness unique) {
            int scope = 0;
            for (JobStatus status : unique.statuses()) {
                scope |= 1 << StatusCode.of(status);
            }
            Duration period = unique.period();
            return new Claim(job, scope, period == null ? null : Call.micros(period));
        }

        private List<@Nullable Object> row(UniqueKey key) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(job.value());
            row.add(key.topic());
            row.add(key.text());
            row.add(scope);
            row.add(period);
            return row;
        }
    }

    private record Row(UniqueKey key, int scope, @Nullable Long rest, boolean isInForce) {

        static Row of(ResultSet row) throws SQLException {
            long left = row.getLong(4);
            Long rest = row.wasNull() ? null : Long.valueOf(left);
            UniqueKey key = new UniqueKey(row.getString(1), row.getString(2));
            return new Row(key, row.getInt(3), rest, row.getInt(5) == 0);
        }

        boolean wantsBack() {
            boolean isTimeLeft = rest == null || rest > 0;
            return isTimeLeft && (scope & 1 << StatusCode.of(JobStatus.AVAILABLE)) != 0;
        }
    }
}

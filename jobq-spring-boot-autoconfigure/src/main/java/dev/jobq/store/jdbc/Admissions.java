package dev.jobq.store.jdbc;

import dev.jobq.DuplicateJobException;
import dev.jobq.EnqueueResult;
import dev.jobq.EnqueueResult.Kind;
import dev.jobq.JobId;
import dev.jobq.OnDuplicate;
import dev.jobq.QueueFullException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes jobs with unique keys or in topics with a limit, as if one after the other. It looks first, so that duplicates write nothing; then those that are
 * new are inserted together, and last they get their keys. Who loses a key to another transaction in between begins again. Keys
 * are always taken in one order, so that no two callers wait for each other in a ring.
 */
public final class Admissions {

    private static final int MOST_TRIES = 100;

    private final UniqueKeys keys;
    private final Rooms rooms;
    private final Replacement replacement;

    public Admissions(UniqueKeys keys, Rooms rooms, JobEvents events, EventRows rows, Lines lines) {
        this.keys = keys;
        this.rooms = rooms;
        this.replacement = new Replacement(events, rows, lines);
    }

    /** Runs a transaction that admits, again and again as long as others are faster. It must undo all when it throws. */
    public <T> T untilDone(Supplier<T> transaction) {
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            try {
                return transaction.get();
            } catch (OvertakenException ex) {
                // What the winner wrote is seen by the next look.
            }
        }
        throw new StoreUnavailableException(
                "Others took the same unique keys or changed their jobs %d times in a row".formatted(MOST_TRIES), null);
    }

    /**
     * Jobs to be admitted; made before the transaction.
     *
     * @param isOneCall whether all were given in one call, which is refused as a whole; else each is answered by itself
     */
    public Call call(List<JobDraft> drafts, boolean isOneCall) {
        return new Call(drafts, drafts.size() > 1 && isOneCall, rooms.limits(drafts), null);
    }

    /**
     * Admits jobs.
     *
     * @param inserter writes those that are new
     */
    public List<EnqueueResult> admit(Session session, Call call, Inserter inserter) throws SQLException {
        Plan plan = new Plan(call.isRefusedAsAWhole);
        // Before any key: everybody locks in the order of topics and then of keys.
        for (Map.Entry<String, Integer> limit : call.limits.entrySet()) {
            long wanted = call.drafts.stream()
                    .filter(draft -> draft.topic().equals(limit.getKey()))
                    .count();
            plan.rooms.put(
                    limit.getKey(), rooms.enter(session, limit.getKey(), limit.getValue(), wanted, call.patience));
        }
        List<JobDraft> drafts = call.drafts;
        TreeSet<UniqueKey> wanted = new TreeSet<>();
        for (JobDraft draft : drafts) {
            UniqueKey key = UniqueKey.of(draft);
            if (key != null) {
                wanted.add(key);
            }
        }
        plan.holders.putAll(keys.holding(session, wanted));
        drafts.forEach(plan::add);
        plan.replace(session);
        List<JobId> ids = plan.created.isEmpty() ? List.of() : inserter.insert(session, plan.created);
        keys.hold(session, plan.claims(ids));
        for (Rooms.Room room : plan.rooms.values()) {
            Rooms.leave(session, room);
        }
        return plan.results(ids);
    }

    /**
     * Jobs to be admitted.
     *
     * @param drafts the jobs
     * @param isRefusedAsAWhole whether one that is refused is thrown
     * @param limits of those topics that have one
     * @param patience how long the transaction waits for locks from the first limit on; null to leave that as it is
     */
    public record Call(
            List<JobDraft> drafts,
            boolean isRefusedAsAWhole,
            SortedMap<String, Integer> limits,
            @Nullable String patience) {

        /** The same, to be admitted with some patience. */
        public Call with(String newPatience) {
            return new Call(drafts, isRefusedAsAWhole, limits, newPatience);
        }
    }

    /** Writes new jobs. */
    @FunctionalInterface
    public interface Inserter {
        /** Writes jobs and tells their ids, in the order given. */
        List<JobId> insert(Session session, List<JobDraft> drafts) throws SQLException;
    }

    /** What is to become of each job of a call. */
    private final class Plan {

        private final boolean isThrown;
        private final Map<String, Rooms.Room> rooms = new TreeMap<>();
        private final Map<UniqueKey, Holder> holders = new TreeMap<>();
        private final List<JobDraft> created = new ArrayList<>();
        /** The last new job of each key, by its place among the created. */
        private final Map<UniqueKey, Integer> newest = new TreeMap<>();

        private final Map<UniqueKey, List<JobDraft>> replacements = new TreeMap<>();
        private final List<Answer> answers = new ArrayList<>();

        Plan(boolean isThrown) {
            this.isThrown = isThrown;
        }

        void add(JobDraft draft) {
            UniqueKey key = UniqueKey.of(draft);
            Integer sibling = key == null ? null : newest.get(key);
            Holder holder = key == null ? null : holders.get(key);
            if (key == null) {
                create(draft);
            } else if (sibling != null && holdsAtFirst(created.get(sibling))) {
                answers.add(new Answer(sibling, duplicateOf(sibling, draft), null));
            } else if (holder != null) {
                answers.add(new Answer(-1, duplicateOf(holder, draft), holder.job()));
            } else {
                create(draft);
            }
        }

        private void create(JobDraft draft) {
            Rooms.Room room = rooms.get(draft.topic());
            if (room != null && !room.take()) {
                if (isThrown) {
                    throw new QueueFullException(draft.topic(), room.limit());
                }
                answers.add(new Answer(-1, Kind.FULL, null));
                return;
            }
            UniqueKey key = UniqueKey.of(draft);
            if (key != null) {
                newest.put(key, created.size());
            }
            answers.add(new Answer(created.size(), Kind.CREATED, null));
            created.add(draft);
        }

        private Kind duplicateOf(Holder holder, JobDraft draft) {
            if (policy(draft) == OnDuplicate.REJECT) {
                refuse(holder.key(), holder.job());
            }
            if (!isReplacing(draft) || !holder.isReplaceable()) {
                return Kind.EXISTING;
            }
            replacements.computeIfAbsent(holder.key(), key -> new ArrayList<>()).add(draft);
            return Kind.REPLACED;
        }

        private Kind duplicateOf(int sibling, JobDraft draft) {
            if (policy(draft) == OnDuplicate.REJECT) {
                refuse(Objects.requireNonNull(UniqueKey.of(draft)), null);
            }
            if (!isReplacing(draft)) {
                return Kind.EXISTING;
            }
            JobDraft old = created.get(sibling);
            created.set(
                    sibling,
                    new JobDraft(
                            old.topic(),
                            draft.type(),
                            draft.payload(),
                            old.priority(),
                            policy(draft) == OnDuplicate.KEEP_RUN_AT ? old.start() : draft.start(),
                            old.limits(),
                            old.terms()));
            return Kind.REPLACED;
        }

        private void refuse(UniqueKey key, @Nullable JobId existing) {
            if (isThrown) {
                throw new DuplicateJobException(key.topic(), key.text(), existing);
            }
        }

        void replace(Session session) throws SQLException {
            for (Map.Entry<UniqueKey, List<JobDraft>> entry : replacements.entrySet()) {
                Holder holder = Objects.requireNonNull(holders.get(entry.getKey()));
                for (JobDraft draft : entry.getValue()) {
                    holder = replacement.replace(session, holder, draft);
                }
            }
        }

        Map<UniqueKey, UniqueKeys.Claim> claims(List<JobId> ids) {
            Map<UniqueKey, UniqueKeys.Claim> claims = new TreeMap<>();
            newest.forEach(
                    (key, index) -> claims.put(key, UniqueKeys.Claim.of(ids.get(index), unique(created.get(index)))));
            return claims;
        }

        List<EnqueueResult> results(List<JobId> ids) {
            return answers.stream().map(answer -> answer.result(ids)).toList();
        }

        private static boolean holdsAtFirst(JobDraft draft) {
            return unique(draft).statuses().stream().anyMatch(dev.jobq.Unique.WAITING::contains);
        }

        private static boolean isReplacing(JobDraft draft) {
            return policy(draft) == OnDuplicate.REPLACE || policy(draft) == OnDuplicate.KEEP_RUN_AT;
        }

        private static OnDuplicate policy(JobDraft draft) {
            return unique(draft).onDuplicate();
        }

        private static JobDraft.Uniqueness unique(JobDraft draft) {
            return Objects.requireNonNull(draft.terms().unique());
        }
    }

    private record Answer(int created, Kind kind, @Nullable JobId existing) {

        EnqueueResult result(List<JobId> ids) {
            if (kind == Kind.FULL) {
                return EnqueueResult.FULL;
            }
            return new EnqueueResult(kind, existing == null ? ids.get(created) : existing);
        }
    }
}

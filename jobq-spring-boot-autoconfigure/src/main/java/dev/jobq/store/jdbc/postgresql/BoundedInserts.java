package dev.jobq.store.jdbc.postgresql;

import dev.jobq.EnqueueResult;
import dev.jobq.store.JobDraft;
import dev.jobq.store.jdbc.Rooms;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes jobs of topics with a limit, where nothing else is to be kept: those of callers that come at the same time by one
 * statement, as long as there is room for all of them. Where there is not, or that is not known for
 * certain, they are admitted one by one.
 *
 * <p>Each topic has a queue of its own, in which one writes at a time: a second writer could only wait for the topic's row, with
 * jobs that might have gone with the first, and whoever waits for a row that an application has locked keeps nobody of another
 * topic waiting.
 */
final class BoundedInserts {

    /** How long a statement waits for a topic's row: less than what claims look back, for the job is as old as the statement. */
    static final String PATIENCE = "50ms";

    /** So many of all topics wait for a row at once, and keep a connection. */
    private static final int MOST_WRITING = 3;

    private final Semaphore writing = new Semaphore(MOST_WRITING, true);
    private final PostgresTransactor transactor;
    private final Self self;
    private final Rooms rooms;
    private final JobInsert insert;
    private final LinedInserts lined;
    private final Function<List<JobDraft>, List<EnqueueResult>> oneByOne;
    private final ConcurrentMap<String, InsertQueue<EnqueueResult>> queues = new ConcurrentHashMap<>();
    /** Topics that were found full: to try it with all of them would be in vain. */
    private final Set<String> full = ConcurrentHashMap.newKeySet();

    /** @param oneByOne admits jobs in another way, each answered by itself */
    BoundedInserts(
            PostgresTransactor transactor,
            Self self,
            Rooms rooms,
            JobInsert insert,
            LinedInserts lined,
            Function<List<JobDraft>, List<EnqueueResult>> oneByOne) {
        this.transactor = transactor;
        this.self = self;
        this.rooms = rooms;
        this.insert = insert;
        this.lined = lined;
        this.oneByOne = oneByOne;
    }

    /** Whether a job is one for {@link #admit}. */
    boolean concern(JobDraft draft) {
        return draft.terms().unique() == null && rooms.isLimited(draft.topic());
    }

    /** Admits a job, together with others of its topic. */
    EnqueueResult admit(JobDraft draft) {
        String topic = draft.topic();
        return queues.computeIfAbsent(topic, name -> new InsertQueue<>(drafts -> admit(name, drafts), 1))
                .insert(List.of(draft))
                .get(0);
    }

    private List<EnqueueResult> admit(String topic, List<JobDraft> drafts) {
        Integer limit = rooms.countedLimit(topic);
        if (limit != null && !full.contains(topic) && JobInsert.isOneStatement(drafts) && !lined.concerns(drafts)) {
            List<EnqueueResult> admitted = admitAll(new Room(topic, limit, PATIENCE), drafts);
            if (admitted != null) {
                return admitted;
            }
        }
        List<EnqueueResult> results = oneByOne.apply(drafts);
        if (results.contains(EnqueueResult.FULL)) {
            full.add(topic);
        } else {
            full.remove(topic);
        }
        return results;
    }

    private @Nullable List<EnqueueResult> admitAll(Room room, List<JobDraft> drafts) {
        long process = self.number();
        List<JobInsert.Inserted> inserted;
        writing.acquireUninterruptibly();
        try {
            inserted = transactor.writeApart(session -> insert.insertIntoRoom(session, process, drafts, room));
        } finally {
            writing.release();
        }
        return inserted.isEmpty()
                ? null
                : inserted.stream()
                        .map(one -> new EnqueueResult(
                                EnqueueResult.Kind.CREATED, one.job().id()))
                        .toList();
    }

    /**
     * A topic with a limit.
     *
     * @param patience how long to wait for its row
     */
    record Room(String topic, int limit, String patience) {}
}

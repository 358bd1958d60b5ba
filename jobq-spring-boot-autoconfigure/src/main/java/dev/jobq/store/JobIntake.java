package dev.jobq.store;

import dev.jobq.EnqueueResult;
import dev.jobq.JobId;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes new jobs, all or nothing, in order: ids grow in the order given. */
public interface JobIntake {

    /** Inserts in the caller's transaction if there is one, else in one of the store's own, durable on return. */
    List<JobId> insert(List<JobDraft> drafts);

    /**
     * Inserts on this connection, in its open transaction. Topics that the store does not know become known with its commit.
     *
     * @throws dev.jobq.InvalidJobException if the connection is in auto-commit mode or not to the store's database: on SQLite
     *     to another file, on PostgreSQL to where its tables are not found, which fails the transaction
     */
    List<JobId> insert(Connection connection, List<JobDraft> drafts);

    /**
     * Takes jobs of which some have {@linkplain JobDraft.Terms#unique() unique keys} or are of topics with a
     * {@linkplain TopicRules#maxQueued() limit}, as if one after the other, in the caller's transaction if there is one, else in
     * one of the store's own, durable on return. Of several jobs all or none are taken; a single one that is refused is
     * answered, not thrown: EXISTING or FULL.
     *
     * @return what came of each, in the order given
     * @throws dev.jobq.DuplicateJobException if one of several is refused because its key is held
     * @throws dev.jobq.QueueFullException if there is not room for all of several
     */
    List<EnqueueResult> admit(List<JobDraft> drafts);

    /** Admits on this connection, in its open transaction; throws as {@link #insert(Connection, List)} besides. */
    List<EnqueueResult> admit(Connection connection, List<JobDraft> drafts);

    /** Sets or clears who may take a job straight away. */
    void inlineClaimer(@Nullable InlineClaimer claimer);

    /**
     * A worker of this process that takes a due job in the very write that inserts it, sparing the claim. Asked only for
     * inserts outside a caller's transaction.
     */
    interface InlineClaimer {

        /** The worker's node number. */
        long node();

        /** Reserves up to {@code max} free slots of a topic: 0 when it is busy, not served here, or has jobs waiting. */
        int reserve(String topic, int max);

        /** Starts jobs that a node has claimed in reserved slots, after the insert is durable. */
        void start(long node, List<ClaimedJob> jobs);

        /** Gives reserved slots back unused. */
        void release(String topic, int slots);
    }
}

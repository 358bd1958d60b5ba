package dev.jobq.store;

import dev.jobq.JobId;
import dev.jobq.JobRef;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the engine trades ended attempts for new ones, many at a time. */
public interface JobExchange {

    /**
     * Records what ended, then claims up to the wanted number of AVAILABLE jobs of each topic, in the order of each
     * topic: priority, run time, id. On SQLite both share one transaction; on PostgreSQL they may happen at the same time. Nothing is claimed for a node whose row is gone.
     *
     * @param node the claiming node's number
     * @param ended attempts that ended, each applied only if its fence still holds
     * @param wanted topics with room, in the order in which to serve them
     */
    Trade trade(long node, List<EndedAttempt> ended, List<Wanted> wanted);

    /**
     * Whether the node might get a job of these topics by a trade: for polls that nothing gave rise to, which mostly find nothing
     * and should cost little.
     *
     * @return true also where a look is no cheaper than a trade
     */
    default boolean mayHaveJobs(long node, List<String> topics) {
        return true;
    }

    /**
     * Tells that nobody in this process knows of this job any more, which a node of it has claimed: its row, if it is left, is one of
     * the {@linkplain NodeRegistry#strays strays} from now on. Only memory is touched.
     */
    void disown(long node, JobRef job, long fence);

    /**
     * Marks running attempts as LAUNCHED.
     *
     * @return whether the fence still held
     */
    boolean launched(JobId job, long fence);

    /**
     * Records how an attempt ended in the caller's transaction, so that both take effect or neither does.
     *
     * @param node the node that holds the job
     * @param owner the attempt as this process knows it
     * @throws dev.jobq.FenceLostException if the job is not the attempt's any more; nothing is written, and the transaction
     *     cannot commit
     * @throws IllegalStateException if the caller is in no transaction on the store's DataSource
     */
    void endInTransaction(long node, EndedAttempt ended, Owner owner);

    /** An attempt that ends in a transaction. */
    interface Owner {
        /** Whether it has not been given up. */
        boolean holds();

        /** The transaction has committed; called on its thread, never if it rolls back. */
        void committed();

        /** The end was taken back, by a rollback of the transaction or to a savepoint in it; called on its thread. */
        void undone();

        /** Whether an end of the attempt is written, this one or a later one, and was not taken back. */
        boolean isWritten();
    }

    /**
     * Room for jobs of a topic.
     *
     * @param topic the topic
     * @param max at most so many, from 1
     * @param free at most so many where the topic has limits that are near, for there no job is claimed that could not begin at once
     */
    record Wanted(String topic, int max, int free) {

        /** Room for jobs that begin at once. */
        public Wanted(String topic, int max) {
            this(topic, max, max);
        }
    }

    /**
     * A topic of which the node may get more although it has room left: for its limits, or as others' jobs stood before its own.
     *
     * @param topic the topic
     * @param again when to ask again, whatever happens until then; null if only what happens can let more jobs run
     * @param isFar whether its limits are so far that jobs may be claimed ahead
     */
    record Limited(String topic, @Nullable Duration again, boolean isFar) {

        /** One whose limits are near. */
        public Limited(String topic, @Nullable Duration again) {
            this(topic, again, false);
        }
    }

    /**
     * What came of a trade.
     *
     * @param lost the ended attempts whose fence no longer held: nothing of them was written
     * @param busy the ended attempts whose jobs another transaction is changing: nothing of them was written, and they are to
     *     be traded again later
     * @param claimed the jobs that the node now holds, by topic in the order asked, in claim order within a topic
     * @param limited those of the wanted topics that have limits
     */
    record Trade(List<EndedAttempt> lost, List<EndedAttempt> busy, List<ClaimedJob> claimed, List<Limited> limited) {

        /** A trade in topics without limits. */
        public Trade(List<EndedAttempt> lost, List<EndedAttempt> busy, List<ClaimedJob> claimed) {
            this(lost, busy, claimed, List.of());
        }
    }
}

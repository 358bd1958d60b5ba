package dev.jobq;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The queue that an application enqueues to and looks into. A bean; thread-safe.
 *
 * <p><b>Transactions.</b> A call made inside a Spring transaction on the store's DataSource uses that transaction's
 * connection: it takes effect with the commit, and wakes workers only then. Outside one, a call is durable when it
 * returns.
 */
public interface JobQueue extends AutoCloseable {

    /**
     * Enqueues a job; topic and type come from the payload's handler or {@link JobType}. A {@link NewJob} is taken as one.
     *
     * @throws UnknownJobTypeException if neither tells where the payload goes
     * @throws JobSerializationException if the payload cannot be written as JSON
     * @throws InvalidJobException if it is larger than the store takes
     */
    JobId enqueue(Object payload);

    /**
     * Enqueues a job in a topic.
     *
     * @throws UnknownTopicException if neither the configuration, nor a handler, nor the store knows the topic
     */
    JobId enqueue(String topic, @Nullable Object payload);

    /**
     * Enqueues a job. Throws as {@link #enqueue(Object)} and {@link #enqueue(String, Object)}.
     *
     * @return the new job's id; or that of the job which holds its {@linkplain NewJob#uniqueKey unique key}
     * @throws DuplicateJobException if another job holds its key and {@link OnDuplicate#REJECT} was said
     * @throws QueueFullException if the topic has as many jobs as its {@code max-queued} allows
     */
    JobId enqueue(NewJob job);

    /**
     * As {@link #enqueue(NewJob)}, but tells what came of it where that throws for a duplicate or a full topic: for callers
     * that go on either way.
     */
    EnqueueResult tryEnqueue(NewJob job);

    /**
     * Enqueues a job in a transaction that Spring does not manage: on this connection, taking effect with its commit.
     * Workers find it by their next poll, or by the database's own notification.
     *
     * @throws InvalidJobException if the connection is in auto-commit mode or leads to another database than this queue:
     *     on SQLite to another file, on PostgreSQL to where the tables are not found, which fails the transaction
     */
    JobId enqueue(Connection connection, NewJob job);

    /**
     * Enqueues jobs, all or nothing, in order. Jobs with unique keys are taken as if enqueued one after the other.
     *
     * <p>One call is one transaction, whatever its size. On SQLite whoever else writes waits for all of it, the longer the more
     * jobs it has; calls of about 1,000 keep the waits of others short, and are no slower.
     *
     * @return the ids, one for each job in the order given; a duplicate's is that of the job which holds the key
     * @throws DuplicateJobException as {@link #enqueue(NewJob)}
     * @throws QueueFullException if a topic has not room for all that are new
     */
    List<JobId> enqueueAll(Collection<NewJob> jobs);

    /** The whole job as it is now, with its event log; empty if there is none. */
    Optional<Job> get(JobId id);

    /**
     * Tells when a job has come to its first end: whether it is COMPLETED, DISCARDED or CANCELLED, and with what. Rescues and
     * retries between attempts are no end. It is told at once if the job has ended, else soon after its end was committed, by
     * whatever process. Waiting costs next to nothing: one thread looks for all.
     *
     * <p>Stages that depend on the answer run on that thread: let slow ones be async ({@code thenApplyAsync}). An answer that
     * nobody refers to and no stage depends on is forgotten; one given to {@code CompletableFuture.allOf} is to be referred
     * to as long as it matters. Cancelling the answer only ends the waiting.
     *
     * @return fails with {@link JobNotFoundException} if there is no such job, {@link JobDeletedException} if it was deleted
     *     meanwhile, {@link QueueClosedException} if this queue was closed
     * @throws IllegalStateException at once if the job cannot end before the calling thread's transaction has: on PostgreSQL
     *     if it was enqueued in that transaction, on SQLite, where nothing else is written meanwhile, whenever it has not ended
     */
    CompletableFuture<JobResult> completion(JobId id);

    /**
     * Waits for a job to come to its first end; see {@link #completion}.
     *
     * @param timeout for how long; zero or less only looks
     * @throws TimeoutException if it has not ended by then; the job goes on
     * @throws JobNotFoundException if there is no such job
     * @throws JobDeletedException if it was deleted meanwhile
     * @throws QueueClosedException if this queue was closed
     * @throws IllegalStateException as {@link #completion}
     */
    JobResult await(JobId id, Duration timeout) throws TimeoutException, InterruptedException;

    /**
     * Cancels a job. A waiting job is {@link JobStatus#CANCELLED} at once. For a running one it is a request: its handler
     * is interrupted, and the job ends CANCELLED if it stops. A DISCARDED job is aborted: it becomes CANCELLED.
     *
     * @return whether the job was cancelled or its cancel requested; false if it is COMPLETED, CANCELLED already, or does not
     *     exist
     * @throws IllegalTransitionException if it is HELD
     */
    boolean cancel(JobId id);

    /**
     * Runs a DISCARDED, CANCELLED, RETRYABLE, SCHEDULED or PARKED job now, with a fresh budget of attempts.
     *
     * @return whether it is now available; false if there is no such job, or it is available or running already
     * @throws IllegalTransitionException if it is COMPLETED, BLOCKED or HELD
     */
    boolean retry(JobId id);

    /**
     * Enqueues a new job with the topic, type, payload and options of this one, to run now, and links the two:
     * {@link Job#requeuedAs()} and {@link Job#requeuedFrom()}. One that had ended stays as it is. One that had not becomes
     * DISCARDED; if it was running it loses its fence first, so nothing that its attempt writes counts any more. Of those who
     * wait for it, each learns that it was discarded.
     *
     * @return the new job
     * @throws JobNotFoundException if there is no such job
     * @throws IllegalTransitionException if it is HELD
     */
    JobId requeue(JobId id);

    /**
     * Sends a job that waits behind all others that wait by now, of its topic or, where that is ordered by key, of its key. It
     * is due at once then; its attempts stay as they are.
     *
     * @return false if it has ended or does not exist
     * @throws IllegalTransitionException if it runs or is HELD
     */
    boolean toBack(JobId id);

    /**
     * Deletes a job with its events, whatever its status; a running one loses its fence first, so nothing that its
     * attempt writes counts any more. The id is never used again.
     *
     * @return whether there was one
     */
    boolean delete(JobId id);

    /** Retry, cancel, requeue or delete many jobs at once. */
    JobBulk bulk();

    /**
     * Finds jobs, lowest id first, without errors and events.
     *
     * @param query which jobs; any status
     * @param limit at most so many, from 1
     * @throws InvalidQueryException if a value does not fit its path or operator, or the limit is not positive
     */
    List<Job> find(JobQuery query, int limit);

    /**
     * Reads a query's JSON form: {@code [["=","state[0]","ASSIGNED"],["<","touched","2026-11-24T12:00:00Z"]]}, conditions of
     * operator, path and value that must all hold.
     *
     * @throws InvalidQueryException if it is not of that form, naming the condition
     */
    JobQuery query(String json);

    /** Makes a job that the application drives itself, with the state null. See {@link #create(NewJob)}. */
    Job create(@Nullable Object payload);

    /** Makes a job that the application drives itself. See {@link #create(NewJob)}. */
    Job create(@Nullable Object payload, @Nullable Object state);

    /**
     * Makes a {@link JobStatus#HELD} job: no handler ever runs it, the application moves its {@linkplain Job#state() state} by
     * {@link #poll} and {@link #casState}, and ends it by {@link #delete}. Its topic and type are found as
     * {@link #enqueue(NewJob)} finds them; where nothing tells the topic, it is {@code held}.
     *
     * @return the job, without its log
     * @throws JobSerializationException if payload or state cannot be written as JSON
     * @throws InvalidJobException if one is larger than the store takes, or the state has a number of more than 18 digits
     */
    Job create(NewJob job);

    /**
     * Takes the HELD job that was longest untouched among those meant, and gives it a new state, in one step: of many callers
     * at once, in any process, one gets it. As a poll touches what it takes, repeated polls go round.
     *
     * @param newState anything that can be written as JSON; null is JSON null
     * @return the job in its new state, without its log; empty if no HELD job is meant that nobody else is just changing
     * @throws InvalidQueryException if a value does not fit its path or operator
     */
    Optional<Job> poll(JobQuery query, @Nullable Object newState);

    /**
     * Gives a HELD job a new state if it still has the old one, compared by JSON value. Equal old and new states succeed, touch
     * the job and are logged.
     *
     * <p>On PostgreSQL it waits for nobody but a transaction that is changing this very job, and then judges what that one has
     * committed. The wait ends with that transaction, or after 14 s with a {@link StoreUnavailableException}; in a transaction
     * of the caller's own, by that connection's {@code lock_timeout} and {@code statement_timeout}. On SQLite it waits for
     * its turn, as all that writes does.
     *
     * @return the job in its new state, without its log; empty if it has another state or does not exist, and nothing changed
     * @throws IllegalTransitionException if it is not HELD
     */
    Optional<Job> casState(JobId id, @Nullable Object oldState, @Nullable Object newState);

    /**
     * Adds an event of the application's own to a job's log.
     *
     * @param event any value that can be written as JSON
     * @return the job with the event
     * @throws JobNotFoundException if there is no such job
     */
    Job appendEvent(JobId id, @Nullable Object event);

    /** The topics: looks at them, and steers them while they run. */
    Topics topics();

    /** Jobs that are enqueued over and over, by a clock. */
    RecurringJobs recurring();

    /** Releases what the queue holds. A second call does nothing; every other call afterwards throws {@link QueueClosedException}. */
    @Override
    void close();

    /**
     * Opens a queue on a SQLite file without Spring, creating or migrating it.
     *
     * @throws StoreSetupException if the path is a directory, cannot be written, or is no SQLite file of jobq's
     */
    static JobQueue open(Path file) {
        return JobQueueProvider.load().open(file);
    }

    /**
     * Opens a queue on a database without Spring, creating or migrating jobq's tables.
     *
     * @param dataSource a SQLite or PostgreSQL one. Of a PostgreSQL pool (Hikari, DBCP, c3p0, UCP, Tomcat) at most a third of the
     *     connections is kept; of one none is. What does not tell its size gives up to twelve
     * @throws StoreSetupException if it is another database, or its tables are newer than this code
     */
    static JobQueue open(DataSource dataSource) {
        return JobQueueProvider.load().open(dataSource);
    }

    /** Opens a queue in memory, gone when closed. */
    static JobQueue inMemory() {
        return JobQueueProvider.load().inMemory();
    }
}

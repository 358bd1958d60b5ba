package dev.jobq.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.InvalidJobException;
import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import dev.jobq.JobSerializationException;
import dev.jobq.JobStatus;
import dev.jobq.JobType;
import dev.jobq.NewJob;
import dev.jobq.QueueClosedException;
import dev.jobq.StoreSetupException;
import dev.jobq.UnknownJobTypeException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;

class StandaloneQueueTests {

    @TempDir
    private Path directory;

    enum Place {
        FILE,
        MEMORY,
        DATA_SOURCE
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void enqueuedJobIsThereWhole(Place place) throws Exception {
        try (JobQueue queue = open(place)) {
            Instant before = Instant.now();
            JobId id = queue.enqueue(NewJob.of(new Welcome("ada")).priority(-3).maxAttempts(7));

            Job job = queue.get(id).orElseThrow();
            assertThat(job.topic()).isEqualTo("emails");
            assertThat(job.type()).isEqualTo("welcome");
            assertThat(job.status()).isEqualTo(JobStatus.AVAILABLE);
            assertThat(job.payload().as(Welcome.class)).isEqualTo(new Welcome("ada"));
            assertThat(job.priority()).isEqualTo(-3);
            assertThat(job.maxAttempts()).isEqualTo(7);
            assertThat(job.attempt()).isZero();
            assertThat(job.createdAt())
                    .isBetween(before.minusSeconds(5), Instant.now().plusSeconds(5));
            assertThat(job.enqueuedBy().process().pid())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(job.toString()).endsWith("." + id);
            assertThat(job.events()).extracting(JobEvent::type).contains(JobEvent.Type.CREATED);
        }
    }

    @Test
    void fileKeepsJobsAndASecondOpenChangesNothing() {
        Path file = directory.resolve("new/folder/queue.db");
        JobId id;
        try (JobQueue queue = JobQueue.open(file)) {
            id = queue.enqueue("topic", Map.of("big", BigInteger.TWO.pow(200)));
        }
        try (JobQueue queue = JobQueue.open(file)) {
            assertThat(queue.get(id).orElseThrow().payload().text())
                    .isEqualTo("{\"big\":%s}".formatted(BigInteger.TWO.pow(200)));
            assertThat(queue.enqueue("topic", null)).isGreaterThan(id);
        }
    }

    @Test
    void severalFilesAreQueuesOfTheirOwnSideBySide() {
        try (JobQueue orders = JobQueue.open(directory.resolve("orders.db"));
                JobQueue mails = JobQueue.open(directory.resolve("mails.db"))) {
            JobId order = orders.enqueue("topic", "an order");
            JobId mail = mails.enqueue("topic", "a mail");

            assertThat(orders.get(order).orElseThrow().payload().as(String.class))
                    .isEqualTo("an order");
            assertThat(mails.get(mail).orElseThrow().payload().as(String.class)).isEqualTo("a mail");
            orders.delete(order);
            assertThat(orders.get(order)).isEmpty();
            assertThat(mails.get(mail)).isPresent();
        }
    }

    @Test
    void queuesInMemoryShareNothing() {
        try (JobQueue one = JobQueue.inMemory();
                JobQueue other = JobQueue.inMemory()) {
            JobId id = one.enqueue("topic", 1);

            assertThat(other.get(id)).isEmpty();
        }
    }

    @Test
    void enqueueAllKeepsTheOrderAndIsAllOrNothing() {
        try (JobQueue queue = JobQueue.inMemory()) {
            List<JobId> ids = queue.enqueueAll(IntStream.range(0, 100)
                    .mapToObj(i -> NewJob.of("topic" + i % 3, i))
                    .toList());

            assertThat(ids).hasSize(100).isSorted();
            assertThat(ids)
                    .extracting(id -> queue.get(id).orElseThrow().payload().as(Integer.class))
                    .isEqualTo(IntStream.range(0, 100).boxed().toList());
            List<NewJob> jobs = new ArrayList<>(Arrays.asList(NewJob.of("topic", 1), NewJob.of("topic", "\0")));
            assertThatExceptionOfType(JobSerializationException.class).isThrownBy(() -> queue.enqueueAll(jobs));
            jobs.set(1, null);
            assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> queue.enqueueAll(jobs));
            JobId last = ids.get(ids.size() - 1);
            assertThat(queue.get(new JobId(last.value() + 1))).isEmpty();
            assertThat(queue.enqueueAll(List.of())).isEmpty();
        }
    }

    @Test
    void badInputIsATypedErrorAndWritesNothing() {
        try (JobQueue queue = JobQueue.inMemory()) {
            assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> queue.enqueue((Object) null));
            assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> queue.enqueue((NewJob) null));
            assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> queue.enqueue(" ", 1));
            assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> queue.enqueue("bad\0", 1));
            assertThatExceptionOfType(UnknownJobTypeException.class).isThrownBy(() -> queue.enqueue(List.of()));
            assertThatExceptionOfType(JobSerializationException.class)
                    .isThrownBy(() -> queue.enqueue("topic", "\ud800"));
            assertThatExceptionOfType(InvalidJobException.class)
                    .isThrownBy(() -> queue.enqueue("topic", "x".repeat(10 << 20)))
                    .withMessageContainingAll("'topic'", "10485762 bytes", "1048576");
            assertThat(queue.get(new JobId(1))).isEmpty();
        }
    }

    @Test
    void futureJobIsScheduledAndCanBeRunNowOrCancelled() {
        try (JobQueue queue = JobQueue.inMemory()) {
            JobId id = queue.enqueue(NewJob.of("topic", 1).delay(Duration.ofHours(1)));
            JobId other = queue.enqueue(NewJob.of("topic", 2).runAt(Instant.parse("9999-01-01T00:00:00Z")));

            assertThat(status(queue, id)).isEqualTo(JobStatus.SCHEDULED);
            assertThat(queue.retry(id)).isTrue();
            assertThat(status(queue, id)).isEqualTo(JobStatus.AVAILABLE);
            assertThat(queue.cancel(other)).isTrue();
            assertThat(queue.cancel(other)).isFalse();
            assertThat(status(queue, other)).isEqualTo(JobStatus.CANCELLED);
            assertThat(queue.retry(other)).isTrue();
            assertThat(status(queue, other)).isEqualTo(JobStatus.AVAILABLE);
        }
    }

    @Test
    void deletedJobIsGoneAndItsIdIsNeverUsedAgain() {
        try (JobQueue queue = JobQueue.inMemory()) {
            JobId id = queue.enqueue("topic", 1);

            assertThat(queue.delete(id)).isTrue();
            assertThat(queue.delete(id)).isFalse();
            assertThat(queue.get(id)).isEmpty();
            assertThat(queue.enqueue("topic", 1)).isGreaterThan(id);
        }
    }

    @Test
    void usersEventsAreKeptInOrder() {
        try (JobQueue queue = JobQueue.inMemory()) {
            JobId id = queue.enqueue("topic", 1);
            queue.appendEvent(id, Map.of("note", "first"));
            Job job = queue.appendEvent(id, null);

            assertThat(job.events().stream()
                            .filter(event -> event.type() == JobEvent.Type.USER)
                            .map(event -> event.data().text()))
                    .containsExactly("{\"note\":\"first\"}", "null");
            assertThatExceptionOfType(JobNotFoundException.class)
                    .isThrownBy(() -> queue.appendEvent(new JobId(4711), "x"))
                    .withMessageContaining("4711");
            assertThatExceptionOfType(InvalidJobException.class)
                    .isThrownBy(() -> queue.appendEvent(id, "x".repeat(2 << 20)));
        }
    }

    @Test
    void connectionsTransactionIsJoined() throws Exception {
        Path file = directory.resolve("joined.db");
        try (JobQueue queue = JobQueue.open(file);
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            assertThatExceptionOfType(InvalidJobException.class)
                    .isThrownBy(() -> queue.enqueue(connection, NewJob.of("topic", 1)));
            queue.enqueue("topic", 0);
            connection.setAutoCommit(false);
            JobId rolledBack = queue.enqueue(connection, NewJob.of("topic", 1));
            connection.rollback();
            assertThat(queue.get(rolledBack)).isEmpty();

            JobId committed = queue.enqueue(connection, NewJob.of("topic", 2));
            connection.commit();
            assertThat(queue.get(committed).orElseThrow().payload().as(Integer.class))
                    .isEqualTo(2);
        }
    }

    @Test
    void closedQueueRefusesEverythingButClosing() {
        JobQueue queue = JobQueue.inMemory();
        JobId id = queue.enqueue("topic", 1);
        queue.close();

        assertThatCode(queue::close).doesNotThrowAnyException();
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.enqueue("topic", 1));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.enqueueAll(List.of()));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.get(id));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.cancel(id));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.retry(id));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.delete(id));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.appendEvent(id, 1));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.tryEnqueue(NewJob.of("topic", 1)));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.create(1));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.create(1, "A"));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.create(NewJob.of("topic", 1)));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.poll(JobQuery.all(), "B"));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.casState(id, "A", "B"));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.find(JobQuery.all(), 1));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.query("[]"));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.requeue(id));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.toBack(id));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.completion(id));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(() -> queue.await(id, Duration.ZERO));
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(queue::bulk);
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(queue::recurring);
        assertThatExceptionOfType(QueueClosedException.class).isThrownBy(queue::topics);
    }

    @Test
    void whatIsNoDatabaseOfOursIsRefusedByName() throws Exception {
        Path text =
                Files.writeString(directory.resolve("text.db"), "not a database, but long enough to be one".repeat(99));
        Path others = directory.resolve("others.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + others);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE jobq_job (mine TEXT)");
        }

        assertThatExceptionOfType(StoreSetupException.class)
                .isThrownBy(() -> JobQueue.open(directory))
                .withMessageContaining(directory.toString());
        assertThatExceptionOfType(StoreSetupException.class)
                .isThrownBy(() -> JobQueue.open(text))
                .withMessageContaining("text.db");
        assertThat(Files.readString(text)).startsWith("not a database");
        assertThatExceptionOfType(StoreSetupException.class).isThrownBy(() -> JobQueue.open(others));
    }

    private JobQueue open(Place place) {
        return switch (place) {
            case FILE -> JobQueue.open(directory.resolve("queue.db"));
            case MEMORY -> JobQueue.inMemory();
            case DATA_SOURCE -> {
                SQLiteDataSource dataSource = new SQLiteDataSource();
                dataSource.setUrl("jdbc:sqlite:" + directory.resolve("source.db"));
                yield JobQueue.open(dataSource);
            }
        };
    }

    private static JobStatus status(JobQueue queue, JobId id) {
        return queue.get(id).orElseThrow().status();
    }

    @JobType(topic = "emails", value = "welcome")
    record Welcome(String to) {}
}

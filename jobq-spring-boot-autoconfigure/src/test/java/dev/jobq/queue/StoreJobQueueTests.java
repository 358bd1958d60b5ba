package dev.jobq.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.jobq.Enqueuer;
import dev.jobq.IllegalTransitionException;
import dev.jobq.InvalidJobException;
import dev.jobq.Job;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.JobTypes;
import dev.jobq.NewJob;
import dev.jobq.ProcessId;
import dev.jobq.UnknownTopicException;
import dev.jobq.event.EventHub;
import dev.jobq.handler.HandlerJobTypes;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange;
import dev.jobq.store.JobStore;
import dev.jobq.store.Move;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class StoreJobQueueTests {

    private static final ProcessId SELF = ProcessId.ofThisProcess(Instant.parse("2026-11-24T00:00:00Z"));

    @TempDir
    private Path directory;

    private final JacksonJsonCodec codec = new JacksonJsonCodec();
    private JobStore store;
    private EventHub events;
    private JobQueue queue;

    @BeforeEach
    void open() {
        Enqueuer self = new Enqueuer(SELF, "test", null, null, null);
        store = SqliteJobStore.open(
                SqliteTarget.file(directory.resolve("queue.db")),
                new StoreSettings("jobq", StoreSettings.SchemaMode.CREATE, self, codec, null),
                CallerTransaction.NONE);
        events = new EventHub(store);
        JobTypes types = new HandlerJobTypes(
                HandlerRegistry.of(List.of(), codec), Map.of("emails", JobTypes.Options.NONE), JobTypes.Options.NONE);
        queue = new StoreJobQueue(store, events, types, codec, Admission.STRICT, () -> {});
    }

    @AfterEach
    void close() {
        queue.close();
        events.close();
        store.close();
    }

    @Test
    void misspeltTopicIsRefusedAndWritesNothing() {
        JobId first = queue.enqueue("emails", 1);

        assertThatExceptionOfType(UnknownTopicException.class)
                .isThrownBy(() -> queue.enqueue("email", 2))
                .withMessageContainingAll("'email'", "emails");
        assertThatExceptionOfType(UnknownTopicException.class)
                .isThrownBy(() -> queue.enqueueAll(List.of(NewJob.of("emails", 3), NewJob.of("email", 4))));
        assertThat(queue.get(new JobId(first.value() + 1))).isEmpty();
        assertThat(store.topics().names()).containsExactly("emails");
    }

    @Test
    void misspeltTopicIsRefusedOnAConnectionToo() throws SQLException {
        String url = "jdbc:sqlite:" + directory.resolve("queue.db");
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            assertThatExceptionOfType(UnknownTopicException.class)
                    .isThrownBy(() -> queue.enqueue(connection, NewJob.of("email", 1)))
                    .withMessageContainingAll("'email'", "emails");
            queue.enqueue(connection, NewJob.of("emails", 2));
            connection.commit();
        }
        assertThat(store.topics().names()).containsExactly("emails");
    }

    @Test
    void topicThatAnotherProcessMadeKnownIsTaken() {
        store.topics().register(List.of("elsewhere"));

        assertThat(queue.enqueue("elsewhere", 1)).isNotNull();
    }

    @Test
    void completedJobCannotBeRetried() {
        JobId id = queue.enqueue("emails", 1);
        complete();

        assertThatExceptionOfType(IllegalTransitionException.class)
                .isThrownBy(() -> queue.retry(id))
                .withMessageContainingAll("COMPLETED", "AVAILABLE");
        assertThat(queue.cancel(id)).isFalse();
        assertThat(queue.get(id).orElseThrow().status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void whatAListenerHearsCanBeRead() {
        List<JobStatus> read = Collections.synchronizedList(new ArrayList<>());
        events.subscribe(
                event -> read.add(queue.get(event.job().id()).orElseThrow().status()));

        queue.enqueueAll(
                IntStream.range(0, 50).mapToObj(i -> NewJob.of("emails", i)).toList());

        await().until(() -> read.size() == 50);
        assertThat(read).containsOnly(JobStatus.AVAILABLE);
    }

    @Test
    void listenerMayEnqueueWhileManyThreadsDo() throws InterruptedException {
        Set<JobId> heard = Collections.synchronizedSet(new HashSet<>());
        events.subscribe(event -> {
            heard.add(event.job().id());
            if (event.job().type().equals("first")) {
                queue.enqueue(NewJob.of("emails", "again").type("second"));
            }
        });
        List<Thread> producers = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    for (int n = 0; n < 100; n++) {
                        queue.enqueue(NewJob.of("emails", n).type("first"));
                    }
                }))
                .toList();
        producers.forEach(Thread::start);
        for (Thread producer : producers) {
            producer.join();
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == 1600);
    }

    @Test
    void eventsComeInTheOrderOfCommits() throws InterruptedException {
        List<Long> created = Collections.synchronizedList(new ArrayList<>());
        events.subscribe(event -> {
            if (event.type() == JobEvent.Type.CREATED || event.type() == JobEvent.Type.AVAILABLE) {
                created.add(event.job().id().value());
            }
        });
        List<Thread> producers = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    for (int n = 0; n < 100; n++) {
                        queue.enqueue("emails", n);
                    }
                }))
                .toList();
        producers.forEach(Thread::start);
        for (Thread producer : producers) {
            producer.join();
        }
        events.close();

        assertThat(created).hasSizeGreaterThanOrEqualTo(800).isSorted();
    }

    @Test
    void aQueryMeansWhatItMeantWhenItWasMade() {
        JobId first = queue.create(NewJob.of("emails", 1).state(List.of("A"))).id();
        queue.create(NewJob.of("emails", 2).state(List.of("B")));
        List<Object> wanted = new ArrayList<>(List.of("A"));
        Map<String, Object> member = new HashMap<>(Map.of("n", wanted));
        JobQuery query = JobQuery.where("state").is(wanted);
        JobQuery nested = JobQuery.where("payload").isNot(member);

        wanted.set(0, "B");
        member.put("m", 1);

        assertThat(queue.poll(query, List.of("A"))).map(Job::id).contains(first);
        assertThat(queue.poll(query, List.of("A"))).map(Job::id).contains(first);
        assertThat(query).isEqualTo(JobQuery.where("state").is(List.of("A")));
        assertThat(nested)
                .isEqualTo(JobQuery.where("payload").isNot(Map.of("n", List.of("A"))))
                .hasToString("[payload != {n=[A]}]");
    }

    @Test
    void aPollWithAValueThatHasChangedIsNotTheLastOne() {
        queue.create(NewJob.of("emails", 1).state(Map.of("n", 1)));
        JobId second =
                queue.create(NewJob.of("emails", 2).state(Map.of("n", 2))).id();
        ObjectNode wanted = JsonMapper.shared().createObjectNode().put("n", 1);
        assertThat(queue.poll(JobQuery.where("state").is(wanted), Map.of("n", 1)))
                .isPresent();

        wanted.put("n", 2);

        assertThat(queue.poll(JobQuery.where("state").is(wanted), Map.of("n", 2)))
                .map(Job::id)
                .contains(second);
    }

    @Test
    void aJobIsNoPayloadOfAnother() {
        NewJob job = NewJob.of("emails", 1).state("A");
        assertThatExceptionOfType(InvalidJobException.class)
                .isThrownBy(() -> queue.create((Object) job, "B"))
                .withMessageContaining("NewJob.state");
        assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> queue.enqueue("emails", job));
        assertThat(queue.create((Object) job).state()).hasToString("\"A\"");
        assertThat(queue.find(JobQuery.all(), 10)).hasSize(1);
    }

    private void complete() {
        long node = store.nodes().register(SELF, List.of("emails"), Duration.ofMinutes(1));
        JobExchange exchange = store.exchange();
        List<EndedAttempt> ended =
                exchange.trade(node, List.of(), List.of(new JobExchange.Wanted("emails", 10))).claimed().stream()
                        .map(StoreJobQueueTests::completed)
                        .toList();
        assertThat(exchange.trade(node, ended, List.of()).lost()).isEmpty();
    }

    private static EndedAttempt completed(ClaimedJob claimed) {
        return new EndedAttempt(
                claimed.job(),
                claimed.attempt(),
                Move.completed("null"),
                new EndedAttempt.Report(claimed.claimedAt(), Duration.ZERO, -1, -1, null));
    }
}

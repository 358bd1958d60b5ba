package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.JobQuery;
import dev.jobq.JobStatus;
import dev.jobq.JsonCodec;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.query.Selection;
import dev.jobq.query.State;
import dev.jobq.store.HeardCodec;
import dev.jobq.store.jdbc.SqlFiles;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that the application drives itself, while others change them at the wrong moment. */
class PostgresStatesTests {

    private static final JsonCodec CODEC = new JacksonJsonCodec();
    private static final int CALLERS = 4;

    private final PostgresSandbox sandbox = new PostgresSandbox();
    private final PostgresJobStore store = sandbox.store;

    @AfterEach
    void closeStore() {
        sandbox.close();
    }

    @Test
    void aJobThatIsTouchedDuringAFindIsFoundOnce() {
        List<JobId> made = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            made.add(create("{\"n\":" + i + "}", "A"));
        }
        JobQuery query = JobQuery.where("payload.n").atLeast(0).and("status").is(JobStatus.HELD);
        Selection disturbed = duringFirstLook(query, () -> store.log().append(made.get(0), "1"));
        assertThat(store.reader().find(disturbed, made.size()))
                .extracting(Job::id)
                .containsExactlyElementsOf(made);
    }

    @Test
    void aFindEndsHoweverOftenJobsAreTouchedMeanwhile() {
        List<JobId> made = List.of(create("{\"n\":1}", "A"), create("{\"n\":1}", "A"), create("{\"n\":1}", "A"));
        Selection chased =
                Selection.of(JobQuery.where("payload.n").is(1).and("state").is("A"), new HeardCodec(CODEC, json -> {
                    if (json.equals("{\"n\":1}")) {
                        made.forEach(id -> store.log().append(id, "1"));
                    }
                }));
        assertThat(store.reader().find(chased, 10)).extracting(Job::id).containsExactlyElementsOf(made);
    }

    @Test
    void aPollNeverOverwritesAStateThatItHasNotSeen() {
        JobId id = create("{\"n\":1}", "A");
        Selection overtaken = duringFirstLook(
                JobQuery.where("payload.n").is(1),
                () -> sandbox.execute("UPDATE %1$s_state SET state = '\"B\"' WHERE job = %2$s", id));
        assertThat(store.states().poll(overtaken, State.of("C", CODEC))).isPresent();
        Job job = store.reader().get(id).orElseThrow();
        assertThat(job.events().get(1).data()).hasToString("{\"old\":\"B\",\"new\":\"C\"}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSwapWaitsForWhoeverIsChangingItsJobAndJudgesWhatIsThereThen(boolean isCommitted) throws Exception {
        JobId id = create("{}", "A");
        JobId another = create("{}", "A");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection other = PostgresSandbox.DATABASE.getConnection()) {
            other.setAutoCommit(false);
            sandbox.execute(other, "UPDATE %1$s_state SET state = '\"B\"' WHERE job = %2$s", id);
            Future<Optional<Job>> swap = thread.submit(() -> swap(id));
            await().until(() -> sandbox.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                            + "AND query LIKE 'UPDATE %1$s_state%%'")
                    == 1);
            assertThat(swap(another)).isPresent();
            assertThat(swap).isNotDone();
            if (isCommitted) {
                other.commit();
            } else {
                other.rollback();
            }
            assertThat(swap.get().isPresent()).isEqualTo(!isCommitted);
        } finally {
            thread.shutdownNow();
        }
        assertThat(store.reader().get(id).orElseThrow().state()).hasToString(isCommitted ? "\"B\"" : "\"C\"");
    }

    private Optional<Job> swap(JobId id) {
        return store.states().compareAndSet(id, State.of("A", CODEC), State.of("C", CODEC));
    }

    @Test
    void noTwoTouchesAreEqualAndNoneGoesBack() throws Exception {
        SqlFiles files = new SqlFiles("postgresql", sandbox.system, null, Clock.systemUTC());
        String update = files.get("state_touch").text();
        String next = update.substring(update.indexOf("touch = ") + 8, update.lastIndexOf(" WHERE"))
                .replace("?", PostgresDatabase.NOW);
        List<long[]> taken = together(() -> take(next, 5_000));
        assertThat(taken).allSatisfy(touches -> assertThat(touches).isSorted());
        assertThat(taken.stream().flatMapToLong(LongStream::of).boxed().collect(Collectors.toSet()))
                .hasSize(CALLERS * 5_000);
    }

    @Test
    void touchesOfConcurrentPollsAreAllDistinct() throws Exception {
        create("1", "A");
        create("1", "A");
        create("1", "A");
        List<List<Long>> touched = together(() -> {
            List<Long> touches = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                store.states()
                        .poll(Selection.of(JobQuery.where("state").is("A"), CODEC), State.of("A", CODEC))
                        .ifPresent(job -> touches.add(dev.jobq.store.jdbc.Call.micros(job.touchedAt())));
            }
            return touches;
        });
        assertThat(touched.stream().flatMap(List::stream))
                .hasSizeGreaterThan(100)
                .doesNotHaveDuplicates();
    }

    private static long[] take(String next, int count) throws SQLException {
        long[] touches = new long[count];
        try (Connection connection = PostgresSandbox.DATABASE.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT %s FROM generate_series(1, %d)".formatted(next, count))) {
            for (int i = 0; rows.next(); i++) {
                touches[i] = rows.getLong(1);
            }
        }
        return touches;
    }

    private static <T> List<T> together(Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(java.util.Collections.nCopies(CALLERS, work))) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private JobId create(String payload, String state) {
        return store.states()
                .create(PostgresStores.draft(payload), State.of(state, CODEC))
                .id();
    }

    private interface Deed {
        void run() throws SQLException;
    }

    /** Does something when the first payload is about to be looked at. */
    private static Selection duringFirstLook(JobQuery query, Deed deed) {
        AtomicBoolean isDone = new AtomicBoolean();
        return Selection.of(query, new HeardCodec(CODEC, json -> {
            if (json.startsWith("{") && isDone.compareAndSet(false, true)) {
                try {
                    deed.run();
                } catch (SQLException ex) {
                    throw new IllegalStateException(ex);
                }
            }
        }));
    }
}

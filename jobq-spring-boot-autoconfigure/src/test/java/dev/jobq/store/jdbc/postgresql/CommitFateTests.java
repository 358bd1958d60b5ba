package dev.jobq.store.jdbc.postgresql;

import static dev.jobq.store.jdbc.postgresql.PostgresStores.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.Job;
import dev.jobq.JobId;
import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobReader.Filter;
import dev.jobq.store.TestPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that fail when the commit has been sent. */
class CommitFateTests {

    private static final String RUNTIME = "RuntimeException";
    private static final DataSource DATABASE = TestPostgres.create("fate");

    private final AtomicReference<@Nullable Fault> fault = new AtomicReference<>();
    private final PostgresJobStore store = PostgresStores.open(failing(), "jobq");

    @BeforeEach
    void enqueueOnce() {
        // What is written with a process's first job commits apart.
        store.intake().insert(List.of(draft("0")));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void whatWasCommittedIsNotInsertedAgainWhenTheConnectionFailsAfterwards() {
        fault.set(new Fault("setAutoCommit", true, "08006"));
        JobId id = store.intake().insert(List.of(inTransaction("\"once\""))).get(0);
        assertThat(fault.get()).isNull();
        assertThat(withPayload("\"once\"")).containsExactly(id);
        assertThat(store.intake().insert(List.of(draft("2")))).hasSize(1);
    }

    @Test
    void aCommitWhoseAnswerIsLostIsToldAsUnknown() {
        fault.set(new Fault("commit", null, "08006"));
        assertThatThrownBy(() -> store.intake().insert(List.of(inTransaction("\"lost\""))))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("The commit had been sent: whether it took effect is not known");
        assertThat(withPayload("\"lost\"")).hasSize(1);
    }

    @Test
    void aStatementThatCommitsItselfAndWhoseAnswerIsLostIsToldAsUnknown() {
        for (String state : new String[] {"08006", "XX000", RUNTIME, null}) {
            String payload = "\"lost " + state + '"';
            fault.set(new Fault("executeQuery", null, state));
            assertThatThrownBy(() -> store.intake().insert(List.of(draft(payload))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("The commit had been sent: whether it took effect is not known");
            assertThat(withPayload(payload)).hasSize(1);
        }
    }

    /** A driver or pool may throw anything. */
    @Test
    void ofManyThatShareACommitNoneIsInsertedAgainWhateverItsFailure() throws Exception {
        fault.set(new Fault("executeQuery", null, null));
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<List<JobId>>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(callers.submit(() -> store.intake().insert(List.of(draft("\"shared\"")))));
        }
        for (Future<List<JobId>> answer : answers) {
            try {
                answer.get(30, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException ex) {
                assertThat(ex).hasCauseInstanceOf(StoreUnavailableException.class);
            }
        }
        callers.shutdownNow();
        assertThat(withPayload("\"shared\"")).hasSize(8);
    }

    /** A wrapped connection may fail in its own way after the server has committed. */
    @Test
    void aCommitThatThrowsWhatNoDriverThrowsIsToldAsUnknownAndNotRepeated() throws Exception {
        fault.set(new Fault("commit", null, RUNTIME));
        assertThatThrownBy(() -> store.intake().insert(List.of(inTransaction("\"odd\""))))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("whether it took effect is not known");
        assertThat(withPayload("\"odd\"")).hasSize(1);
        assertThat(store.intake().insert(List.of(draft("2")))).hasSize(1);
    }

    @Test
    void aCommitThatTheServerRefusesIsToldAsSuch() throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE never (id BIGINT PRIMARY KEY)");
            statement.execute("ALTER TABLE jobq_job ADD CONSTRAINT never FOREIGN KEY (process) REFERENCES never"
                    + " DEFERRABLE INITIALLY DEFERRED NOT VALID");
            assertThatThrownBy(() -> store.intake().insert(List.of(draft("\"refused\""))))
                    .isInstanceOf(StoreException.class)
                    .isNotInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("never");
            statement.execute("ALTER TABLE jobq_job DROP CONSTRAINT never");
        }
        assertThat(withPayload("\"refused\"")).isEmpty();
    }

    /** Its deadline is a second row, so that it takes a transaction of more than one statement. */
    private static JobDraft inTransaction(String payload) {
        JobDraft.Terms terms = new JobDraft.Terms(null, Instant.now().plus(Duration.ofDays(1)));
        return new JobDraft("emails", "welcome", payload, 0, JobDraft.Start.NOW, JobDraft.Limits.NONE, terms);
    }

    private List<JobId> withPayload(String payload) {
        return store.reader().list(new Filter("emails", null, null, null), 1000).jobs().stream()
                .filter(job -> job.payload().text().equals(payload))
                .map(Job::id)
                .toList();
    }

    /** Does what it is asked and then fails as told, once. */
    private DataSource failing() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object result = invoke(DATABASE, method, arguments);
                    return result instanceof Connection connection ? failing(connection) : result;
                });
    }

    /** The end of a transaction is told by its commit: connections that are just being opened or rest do not fail. */
    private Connection failing(Connection connection) {
        AtomicBoolean hasCommitted = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Object result = invoke(connection, method, arguments);
                    Fault due = fault.get();
                    Object argument = arguments == null || arguments.length == 0 ? null : arguments[0];
                    if (due != null && method.getName().equals("commit")) {
                        hasCommitted.set(true);
                    }
                    if (due != null
                            && hasCommitted.get()
                            && due.method.equals(method.getName())
                            && Objects.equals(due.argument, argument)
                            && fault.compareAndSet(due, null)) {
                        if (RUNTIME.equals(due.state)) {
                            throw new IllegalStateException("The pool is dead");
                        }
                        throw new SQLException("The line is dead", due.state);
                    }
                    return result instanceof PreparedStatement statement ? failing(statement) : result;
                });
    }

    private PreparedStatement failing(PreparedStatement statement) {
        return (PreparedStatement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, (proxy, method, arguments) -> {
                    Object result = invoke(statement, method, arguments);
                    Fault due = fault.get();
                    if (due != null
                            && due.method.equals(method.getName())
                            && statement.toString().contains("INSERT INTO jobq_job")
                            && fault.compareAndSet(due, null)) {
                        if (RUNTIME.equals(due.state)) {
                            throw new IllegalStateException("The pool is dead");
                        }
                        throw new SQLException("The line is dead", due.state);
                    }
                    return result;
                });
    }

    private static @Nullable Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException ex) {
            throw ex.getTargetException();
        }
    }

    private record Fault(
            String method,
            @Nullable Object argument,
            @Nullable String state) {}
}

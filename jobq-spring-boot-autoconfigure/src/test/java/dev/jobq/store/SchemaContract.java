package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobQuery;
import dev.jobq.JobStatus;
import dev.jobq.JobqException;
import dev.jobq.StoreSetupException;
import dev.jobq.query.Selection;
import dev.jobq.query.State;
import dev.jobq.store.StoreSettings.SchemaMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Tables made, checked, or left alone. */
abstract class SchemaContract extends StoreContract {

    private static final String OLD_JOB =
            "INSERT INTO %1$s_job (topic, type, rank, run_at, created_at, process, payload) "
                    + "VALUES ('emails', 'welcome', 0, %2$d, %2$d, 1, '{}')";

    @Test
    void createMakesTheTablesOnceAndChangesNothingAfterwards() {
        JobId id = enqueueOne();
        JobStore again = open(settings(SchemaMode.CREATE));
        assertThat(again.reader().get(id)).isPresent();
    }

    @Test
    void validateAcceptsCurrentTables() {
        JobId id = enqueueOne();
        JobStore validated = open(settings(SchemaMode.VALIDATE));
        assertThat(validated.reader().get(id)).isPresent();
        assertThat(validated.intake().insert(many(1))).hasSize(1);
    }

    @Test
    void validateRefusesMissingTablesAndMakesNone() {
        StoreSettings settings = settings(other(), SchemaMode.VALIDATE);
        assertThatThrownBy(() -> open(settings))
                .isInstanceOf(StoreSetupException.class)
                .hasMessageContaining(other());
        assertThatThrownBy(() -> query("SELECT * FROM %s_job".formatted(other())))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void noneLooksAtNothing() {
        JobId id = enqueueOne();
        assertThat(open(settings(SchemaMode.NONE)).reader().get(id)).isPresent();
        assertThatThrownBy(
                        () -> open(settings(other(), SchemaMode.NONE)).intake().insert(many(1)))
                .isInstanceOf(JobqException.class);
        assertThatThrownBy(() -> query("SELECT * FROM %s_job".formatted(other())))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void tablesNewerThanTheCodeAreRefused() throws SQLException {
        enqueueOne();
        execute(("INSERT INTO %s_schema_history "
                        + "(installed_rank, version, description, type, script, checksum, installed_by, installed_on, "
                        + "execution_time, success) "
                        + "VALUES (99, '999', 'from the future', 'SQL', 'V999__future.sql', 1, 'x', CURRENT_TIMESTAMP, 1, %s)")
                .formatted(fixture().system(), store.info().kind().equals("sqlite") ? "1" : "true"));
        for (SchemaMode mode : List.of(SchemaMode.CREATE, SchemaMode.VALIDATE)) {
            assertThatThrownBy(() -> open(settings(mode)))
                    .isInstanceOf(StoreSetupException.class)
                    .hasMessageContaining("999");
        }
    }

    @Test
    void anOlderSchemaIsUpgradedWithTheJobsInIt() throws SQLException {
        String system = other();
        boolean isSqlite = store.info().kind().equals("sqlite");
        Flyway.configure()
                .dataSource(fixture().dataSource())
                .locations("classpath:dev/jobq/store/migration/" + store.info().kind())
                .table(system + "_schema_history")
                .placeholders(Map.of("system", system))
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target("2")
                .load()
                .migrate();
        long created = ChronoUnit.MICROS.between(Instant.EPOCH, now());
        for (String sql : List.of(
                "INSERT INTO %1$s_topic (name, created_at) VALUES ('emails', %2$d)",
                "INSERT INTO %1$s_process (name, application) VALUES ('%3$s', 'shop')",
                OLD_JOB,
                OLD_JOB,
                OLD_JOB,
                "INSERT INTO %1$s_ready (topic, rank, run_at, job) VALUES ('emails', 0, %2$d, 1)",
                "INSERT INTO %1$s_waiting (job, topic, status, attempt, crashes, fence) VALUES (2, 'emails', 0, 0, 0, 0)",
                "INSERT INTO %1$s_state (job, topic, touch, state, head) VALUES (2, 'emails', %2$d, '[\"NEW\"]', '\"NEW\"')",
                "INSERT INTO %1$s_done (job, topic, status, attempt, crashes, fence, started_at, finished_at) "
                        + "VALUES (3, 'emails', 10, 1, 0, 1, %2$d, %2$d)",
                "INSERT INTO %1$s_" + (isSqlite ? "counter" : "depth")
                        + " (topic, status, value) VALUES ('emails', 0, 1), ('emails', 3, 1), ('emails', 10, 1)",
                isSqlite
                        ? "UPDATE %1$s_counter SET value = 3 WHERE topic = ''"
                        : "CREATE TABLE %1$s_ignored AS SELECT setval('%1$s_touch', %2$d)")) {
            execute(sql.formatted(system, created, SELF.process()));
        }

        assertThatThrownBy(() -> open(settings(system, SchemaMode.VALIDATE)))
                .isInstanceOf(StoreSetupException.class)
                .hasMessageContaining("3");
        store = open(settings(system, SchemaMode.CREATE));

        assertThat(job(new JobId(1)).status()).isEqualTo(JobStatus.AVAILABLE);
        assertThat(job(new JobId(2)).state()).hasToString("[\"NEW\"]");
        assertThat(job(new JobId(3)).status()).isEqualTo(JobStatus.COMPLETED);
        assertDepthsAreExact();
        assertThat(Worker.ids(Worker.register(store).claim(10))).containsExactly(new JobId(1));
        Selection isNew =
                Selection.of(JobQuery.where("state[0]").is("NEW").and("topic").is(TOPIC), codec());
        assertThat(store.states().poll(isNew, State.of("DONE", codec())))
                .hasValueSatisfying(job -> assertThat(job.touchedAt()).isAfter(now()));
        assertThat(enqueueOne()).isGreaterThan(new JobId(3));
        assertDepthsAreExact();
    }

    @Test
    void systemsInOneDatabaseSeeNothingOfEachOther() {
        JobStore other = open(settings(other(), SchemaMode.CREATE));
        other.topics().register(List.of("theirs"));
        Worker theirs = Worker.register(other);
        JobId mine = enqueueOne();
        List<JobId> ids = other.intake().insert(many(3));
        assertThat(theirs.claim(10)).hasSize(3);
        assertThat(Worker.ids(worker.claim(10))).containsExactly(mine);
        assertThat(listed(all())).containsExactly(mine);
        assertThat(other.reader().list(all(), 10).jobs()).hasSize(3);
        assertThat(store.topics().names()).doesNotContain("theirs");
        assertThat(store.reader().workers()).hasSize(1);
        clock.advance(Worker.LEASE.multipliedBy(2));
        assertThat(store.nodes().rescue(worker.node(), Leases.TRUSTED)).isEmpty();
        ids.forEach(other.control()::delete);
        assertDepthsAreExact();
    }

    @Test
    void manyMayMakeTheTablesAtOnce() throws Exception {
        StoreSettings settings = settings(other(), SchemaMode.CREATE);
        Threads.together(4, n -> {
            try (JobStore mine = fixture().open(settings, CallerTransaction.NONE)) {
                assertThat(mine.intake().insert(many(2))).hasSize(2);
            }
        });
        assertThat(open(settings).reader().list(all(), 100).jobs()).hasSize(8);
    }

    @Test
    void theApplicationsOwnTablesAreLeftAlone() throws SQLException {
        execute("CREATE TABLE %s_mine (id INTEGER PRIMARY KEY)"
                .formatted("shop" + fixture().system()));
        try (JobStore again = fixture().open(settings(other(), SchemaMode.CREATE), CallerTransaction.NONE)) {
            assertThat(again.intake().insert(many(1))).hasSize(1);
        }
        execute("INSERT INTO %s_mine VALUES (1)".formatted("shop" + fixture().system()));
    }

    /** Another system in the same place. */
    private String other() {
        return fixture().system() + "_other";
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = fixture().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private void query(String sql) throws SQLException {
        try (Connection connection = fixture().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeQuery(sql).close();
        }
    }
}

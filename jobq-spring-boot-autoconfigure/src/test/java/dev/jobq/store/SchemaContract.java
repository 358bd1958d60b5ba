package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.JobqException;
import dev.jobq.StoreSetupException;
import dev.jobq.store.StoreSettings.SchemaMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables made, checked, or left alone. */
abstract class SchemaContract extends StoreContract {

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
        assertThat(store.nodes().rescue(worker.node(), true)).isEmpty();
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

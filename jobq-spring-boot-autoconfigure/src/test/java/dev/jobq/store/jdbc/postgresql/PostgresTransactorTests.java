package dev.jobq.store.jdbc.postgresql;

import static dev.jobq.store.jdbc.postgresql.PostgresStores.drafts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.LossyDataSource;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is tried again, and what never is. */
class PostgresTransactorTests {

    private final PostgresSandbox sandbox = new PostgresSandbox();
    private final PostgresJobStore store = sandbox.store;

    @AfterEach
    void closeStore() {
        sandbox.close();
    }

    @Test
    void theEndOfTheServersProcessesIsNotNoticed() throws SQLException {
        JobId first = store.intake().insert(drafts(1)).get(0);
        sandbox.number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                + "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        // The server says that it ended the session, and so that it did not do what was sent after.
        JobId second = store.intake().insert(drafts(1)).get(0);
        assertThat(sandbox.claim(10)).extracting(job -> job.job().id()).containsExactly(first, second);
    }

    @Test
    void aFailureOfTheCommitIsNotTriedAgain() throws SQLException {
        sandbox.execute("CREATE SEQUENCE %1$s_commits");
        sandbox.execute("""
                CREATE FUNCTION %1$s_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  PERFORM nextval('%1$s_commits');
                  RAISE EXCEPTION 'shutting down' USING ERRCODE = '57P01';
                END $$""");
        sandbox.execute("""
                CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON %1$s_job DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION %1$s_refuse()""");
        assertThatThrownBy(() -> store.intake().insert(drafts(1))).isInstanceOf(StoreUnavailableException.class);
        assertThat(sandbox.number("SELECT last_value FROM %1$s_commits")).isEqualTo(1);
        assertThat(sandbox.number("SELECT count(*) FROM %1$s_job")).isZero();
    }

    @Test
    void anInsertWhoseAnswerIsLostIsNotTriedAgain() throws SQLException {
        LossyDataSource lossy = new LossyDataSource(PostgresSandbox.DATABASE);
        try (PostgresJobStore other = PostgresStores.open(lossy.dataSource(), sandbox.system)) {
            other.intake().insert(drafts(1));
            lossy.loseCommitOf("_ready");
            assertThatThrownBy(() -> other.intake().insert(drafts(1)))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("whether it took effect is not known");
            assertThat(lossy.hasLost()).isTrue();
            assertThat(sandbox.number("SELECT count(*) FROM %1$s_job")).isEqualTo(2);
            assertThat(other.intake().insert(drafts(1))).hasSize(1);
        }
    }

    @Test
    void aConflictWithAnotherTransactionIsTriedAgain() throws SQLException {
        sandbox.execute("CREATE SEQUENCE %1$s_tries");
        sandbox.execute("""
                CREATE FUNCTION %1$s_conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  IF nextval('%1$s_tries') < 3 THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '40001'; END IF;
                  RETURN new;
                END $$""");
        sandbox.execute(
                "CREATE TRIGGER conflict BEFORE INSERT ON %1$s_job FOR EACH ROW EXECUTE FUNCTION %1$s_conflict()");
        assertThat(store.intake().insert(drafts(1))).hasSize(1);
        assertThat(sandbox.number("SELECT last_value FROM %1$s_tries")).isEqualTo(3);
    }
}

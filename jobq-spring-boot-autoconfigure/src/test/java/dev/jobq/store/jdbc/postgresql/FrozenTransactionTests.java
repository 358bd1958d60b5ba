package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jobq.store.TestPostgres;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.Session;
import dev.jobq.store.jdbc.SqlFiles;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A process that stands still within a transaction of its own. */
class FrozenTransactionTests {

    private static final DataSource DATABASE = TestPostgres.create("frozen");

    @Test
    void theServerEndsItSoThatOthersGetItsLocks() throws SQLException {
        SqlFiles files = new SqlFiles(PostgresDatabase.DIALECT, "frozen", PostgresDatabase.NOW, null);
        try (Connection connection = DATABASE.getConnection();
                Connection other = DATABASE.getConnection()) {
            EngineConnection own = EngineConnection.pin(new Session(connection, files, new CommitListeners()));
            assertThat(text(connection, "SHOW idle_in_transaction_session_timeout"))
                    .isEqualTo("10s");
            text(connection, "SELECT set_config('idle_in_transaction_session_timeout', '50ms', false)");
            connection.setAutoCommit(false);
            text(connection, "SELECT pg_advisory_xact_lock(1)::text");
            assertThat(text(other, "SELECT pg_advisory_lock(1)::text")).isEmpty();
            String alive = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + own.backend();
            Awaitility.await().until(() -> text(other, alive).equals("0"));
            SQLException lost = catchThrowableOfType(SQLException.class, () -> text(connection, "SELECT 'late'"));
            assertThat(PostgresErrors.isConnectionLost(lost)).isTrue();
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}

package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.QueueClosedException;
import dev.jobq.store.TestPostgres;
import dev.jobq.store.jdbc.CommitListeners;
import dev.jobq.store.jdbc.SqlFiles;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

class EngineConnectionsTests {

    private static final DataSource DATABASE = TestPostgres.create("connections");

    private static final List<String> SETTINGS =
            List.of("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_bitmapscan", "plan_cache_mode");

    @Test
    void plansArePinned() throws SQLException {
        try (EngineConnections connections = connections(DATABASE)) {
            Connection connection = connections.borrow().session().connection();
            assertThat(settings(connection)).containsExactly("off", "off", "off", "off", "force_generic_plan");
            assertThat(connection.unwrap(PGConnection.class).getPrepareThreshold())
                    .isEqualTo(1);
        }
    }

    @Test
    void aTimeLimitOnStatementsThatIsMeantForOthersDoesNotApplyAndIsThereAgainAfterwards() throws SQLException {
        DataSource hasty = TestPostgres.create("hasty");
        try (Connection connection = hasty.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER DATABASE hasty SET statement_timeout = '40ms'");
        }
        try (HikariDataSource pool = pool(hasty)) {
            EngineConnections connections = connections(pool);
            EngineConnection lent = connections.borrow();
            try (Statement statement = lent.session().connection().createStatement()) {
                statement.execute("SELECT pg_sleep(0.2)");
            }
            connections.giveBack(lent);
            connections.close();
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW statement_timeout")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("40ms");
            }
        }
    }

    @Test
    void aPoolGetsBackWhatItHadSetItself() throws SQLException {
        try (HikariDataSource pool = pool()) {
            pool.setConnectionInitSql("SET statement_timeout = '7s'; SET enable_hashjoin = off");
            EngineConnections connections = connections(pool);
            connections.giveBack(connections.borrow());
            connections.close();
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT current_setting('statement_timeout')")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("7s");
                assertThat(settings(connection)).containsExactly("on", "off", "on", "on", "auto");
            }
        }
    }

    @Test
    void whoWantsNoPreparedStatementsOnTheServerGetsNone() throws SQLException {
        PGSimpleDataSource unprepared = new PGSimpleDataSource();
        unprepared.setUrl(TestPostgres.url("connections"));
        unprepared.setPrepareThreshold(0);
        try (EngineConnections connections = connections(unprepared)) {
            EngineConnection lent = connections.borrow();
            Connection connection = lent.session().connection();
            for (int i = 0; i < 10; i++) {
                try (PreparedStatement statement = connection.prepareStatement("SELECT ?");
                        ResultSet row = executed(statement)) {
                    assertThat(row.next()).isTrue();
                }
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_prepared_statements")) {
                row.next();
                assertThat(row.getInt(1)).isZero();
            }
            connections.giveBack(lent);
        }
    }

    private static ResultSet executed(PreparedStatement statement) throws SQLException {
        statement.setInt(1, 7);
        return statement.executeQuery();
    }

    @Test
    void aPoolGetsItsConnectionsBackAsTheyWere() throws SQLException {
        try (HikariDataSource pool = pool()) {
            EngineConnections connections = connections(pool);
            EngineConnection one = connections.borrow();
            connections.giveBack(one);
            assertThat(connections.borrow()).isSameAs(one);
            connections.giveBack(one);
            connections.close();
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.unwrap(PGConnection.class).getBackendPID())
                        .isEqualTo(one.backend());
                assertThat(settings(connection)).containsExactly("on", "on", "on", "on", "auto");
                assertThat(connection.unwrap(PGConnection.class).getPrepareThreshold())
                        .isEqualTo(5);
                assertThat(connection.getNetworkTimeout()).isZero();
                assertThat(connection.getAutoCommit()).isTrue();
            }
        }
    }

    @Test
    void aPoolDoesNotHandOutWhatTheEngineDropped() throws SQLException {
        try (HikariDataSource pool = pool()) {
            EngineConnections connections = connections(pool);
            EngineConnection one = connections.borrow();
            connections.discard(one);
            assertThat(connections.isOwn(one.backend())).isFalse();
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.unwrap(PGConnection.class).getBackendPID())
                        .isNotEqualTo(one.backend());
                assertThat(settings(connection)).containsExactly("on", "on", "on", "on", "auto");
            }
            connections.close();
        }
    }

    @Test
    void afterTheCloseNoneIsLent() throws SQLException {
        EngineConnections connections = connections(DATABASE);
        EngineConnection lent = connections.borrow();
        connections.close();
        connections.close();
        assertThatThrownBy(connections::borrow).isInstanceOf(QueueClosedException.class);
        connections.giveBack(lent);
        assertThat(lent.session().connection().isClosed()).isTrue();
    }

    @Test
    void oneThatRestedAndLeadsNowhereIsNotLentForAStatementThatIsSentOnce() throws SQLException {
        try (EngineConnections connections = connections(DATABASE)) {
            EngineConnection one = connections.borrow();
            connections.giveBack(one);
            assertThat(connections.borrowAlive()).isSameAs(one);
            connections.giveBack(one);
            try (Connection other = DATABASE.getConnection();
                    Statement statement = other.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(" + one.backend() + ", 10000)");
            }
            await().pollDelay(EngineConnection.RECENT.multipliedBy(2)).until(() -> true);
            EngineConnection another = connections.borrowAlive();
            assertThat(another).isNotSameAs(one);
            assertThat(settings(another.session().connection())).contains("force_generic_plan");
            connections.giveBack(another);
        }
    }

    private static EngineConnections connections(DataSource dataSource) {
        SqlFiles files = new SqlFiles(PostgresDatabase.DIALECT, "jobq", PostgresDatabase.NOW, null);
        return new EngineConnections(dataSource, new PoolShare(2, true, true, 0), files, new CommitListeners());
    }

    private static HikariDataSource pool() {
        return pool(DATABASE);
    }

    private static HikariDataSource pool(DataSource database) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(database);
        pool.setMaximumPoolSize(1);
        return pool;
    }

    private static List<String> settings(Connection connection) throws SQLException {
        List<String> values = new ArrayList<>();
        for (String setting : SETTINGS) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW " + setting)) {
                row.next();
                values.add(row.getString(1));
            }
        }
        return values;
    }
}

package dev.jobq.autoconfigure;

import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens connections as a pool does that runs a statement on each new one. */
final class PreparedDataSource extends PGSimpleDataSource {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int FIRST_SECONDS = 10;

    /** Work has to go on within five seconds after a network is healed that swallowed what was asked last. */
    private static final int USUAL_SECONDS = 3;

    private static final int TIMES_AS_LONG = 3;

    private @Nullable String initSql;
    private boolean isOurPatience;

    /** Runs this on each new connection. */
    void setInitSql(@Nullable String initSql) {
        this.initSql = initSql;
    }

    /** Else, where the user says nothing of it, who opens a connection to a server that says nothing waits for ever. */
    void limitPatience() {
        if (getLoginTimeout() == 0) {
            isOurPatience = true;
            setLoginTimeout(FIRST_SECONDS);
        }
    }

    /** Waits no longer from now on than befits what an opening took, unless the user said how long to. */
    void learnPatience(Duration taken) {
        if (isOurPatience) {
            long enough = taken.multipliedBy(TIMES_AS_LONG).toSeconds() + 1;
            setLoginTimeout(Math.toIntExact(Math.max(USUAL_SECONDS, Math.min(FIRST_SECONDS, enough))));
        }
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        Connection connection = super.getConnection(user, password);
        if (initSql != null) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(initSql);
            } catch (SQLException ex) {
                connection.close();
                throw ex;
            }
        }
        return connection;
    }
}

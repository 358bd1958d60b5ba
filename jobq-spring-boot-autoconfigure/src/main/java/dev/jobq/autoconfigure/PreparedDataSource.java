package dev.jobq.autoconfigure;

import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens connections as a pool does that runs a statement on each new one. */
final class PreparedDataSource extends PGSimpleDataSource {

    @Serial
    private static final long serialVersionUID = 1L;

    private @Nullable String initSql;

    /** Runs this on each new connection. */
    void setInitSql(@Nullable String initSql) {
        this.initSql = initSql;
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

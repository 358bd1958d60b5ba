package dev.jobq.benchmarks.contender;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.benchmarks.machine.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The connection pools that contenders are given, fully durable. */
final class Pools {

    private Pools() {}

    static HikariDataSource open(Database database, int size) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(
                database.store() == Database.Store.SQLITE
                        ? database.url() + "?" + Contender.SQLITE_SETTINGS.replace(", ", "&")
                        : database.url());
        pool.setMaximumPoolSize(size);
        return pool;
    }

    static void execute(DataSource dataSource, String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static long number(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}

package dev.jobq.process;

import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import dev.jobq.store.jdbc.sqlite.SqliteTurn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** An application that writes tables of its own to jobq's file, taking turns as the starter makes it do. */
final class ApplicationWriter implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final SqliteTurn turn;
    private final Connection connection;

    ApplicationWriter(Path file) throws SQLException {
        this.turn = SqliteTurn.open(SqliteTarget.file(file));
        this.connection = dataSource(file).getConnection();
        inTransaction(statement -> statement.executeUpdate("CREATE TABLE IF NOT EXISTS app_order (text TEXT)"));
    }

    /** As a process: says "ready", and for every line it is told writes and says its 99th percentile in microseconds. */
    public static void main(String[] args) throws IOException, SQLException {
        try (ApplicationWriter writer = new ApplicationWriter(Path.of(args[0]))) {
            System.out.println("ready");
            while (System.in.read() >= 0) {
                List<Duration> latencies = writer.write(Integer.parseInt(args[1]));
                System.out.println(percentile99(latencies).toNanos() / 1000);
            }
        }
    }

    /** Writes so many transactions, and tells how long each took, from wanting to begin until it was over. */
    List<Duration> write(int transactions) throws SQLException {
        List<Duration> latencies = new ArrayList<>();
        for (int i = 0; i < transactions; i++) {
            long start = System.nanoTime();
            inTransaction(statement -> {
                statement.executeUpdate("INSERT INTO app_order VALUES ('an order')");
                statement.executeUpdate("UPDATE app_order SET text = 'paid' WHERE rowid = last_insert_rowid()");
            });
            latencies.add(Duration.ofNanos(System.nanoTime() - start));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return latencies;
    }

    /** Does the work in a transaction that holds the turn, as the starter's listener sees to. */
    void inTransaction(Work work) throws SQLException {
        turn.acquire();
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            work.run(statement);
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
            turn.release();
        }
    }

    static Duration percentile99(List<Duration> latencies) {
        List<Duration> sorted = new ArrayList<>(latencies);
        Collections.sort(sorted);
        return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        turn.close();
    }

    /** As the starter completes an application's pool. */
    static DataSource dataSource(Path file) {
        Properties properties = new Properties();
        properties.setProperty("journal_mode", "WAL");
        properties.setProperty("synchronous", "FULL");
        properties.setProperty("transaction_mode", "IMMEDIATE");
        properties.setProperty("busy_timeout", "30000");
        SQLiteDataSource dataSource = new SQLiteDataSource(new SQLiteConfig(properties));
        dataSource.setUrl("jdbc:sqlite:" + file);
        return dataSource;
    }

    /** What a transaction does. */
    @FunctionalInterface
    interface Work {
        void run(Statement statement) throws SQLException;
    }
}

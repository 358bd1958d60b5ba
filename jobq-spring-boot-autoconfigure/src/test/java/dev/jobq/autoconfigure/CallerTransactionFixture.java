package dev.jobq.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A file with a table, and transactions on it that jobq knows of. */
abstract class CallerTransactionFixture {

    @TempDir
    Path directory;

    HikariDataSource dataSource;
    SpringCallerTransaction caller;
    final ReentrantLock lock = new ReentrantLock();
    StoreTransactionListener listener;

    @BeforeEach
    void open() {
        dataSource = pool("app.db");
        new JdbcTemplate(dataSource).execute("CREATE TABLE t (n INTEGER)");
        caller = new SpringCallerTransaction(dataSource, true);
        listener = new StoreTransactionListener(caller, new TransactionTurn(lock::lock, lock::unlock));
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    TransactionTemplate watched() {
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(dataSource);
        transactions.addListener(listener);
        return new TransactionTemplate(transactions);
    }

    int rows() {
        return new JdbcTemplate(dataSource).queryForObject("SELECT count(*) FROM t", Integer.class);
    }

    HikariDataSource pool(String file) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:sqlite:" + directory.resolve(file));
        pool.addDataSourceProperty("journal_mode", "WAL");
        pool.addDataSourceProperty("transaction_mode", "IMMEDIATE");
        return pool;
    }
}

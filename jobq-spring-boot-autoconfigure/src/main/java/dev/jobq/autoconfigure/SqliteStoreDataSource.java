package dev.jobq.autoconfigure;

import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import dev.jobq.store.jdbc.sqlite.SqliteTurn;
import javax.sql.DataSource;

/** The application's SQLite database. */
final class SqliteStoreDataSource extends StoreDataSource {

    private final SqliteTarget target;
    private final SqliteTurn turn;

    SqliteStoreDataSource(DataSource dataSource, JobqProperties properties) {
        super(dataSource);
        this.target = SqliteTarget.of(dataSource)
                .withDurability(SqliteTarget.Durability.valueOf(
                        properties.sqlite().durability().name()));
        this.turn = SqliteTurn.open(target);
    }

    @Override
    TransactionTurn turn() {
        return new TransactionTurn(turn::acquire, turn::release);
    }

    @Override
    JobStore open(StoreSettings settings, CallerTransaction callerTransaction) {
        return SqliteJobStore.open(target, settings, callerTransaction);
    }

    @Override
    public void close() {
        turn.close();
    }
}

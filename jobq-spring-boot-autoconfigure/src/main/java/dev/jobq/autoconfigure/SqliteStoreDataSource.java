package dev.jobq.autoconfigure;

import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.sqlite.FileIdentity;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import dev.jobq.store.jdbc.sqlite.SqliteTurn;
import javax.sql.DataSource;

/** The application's SQLite database. */
final class SqliteStoreDataSource extends StoreDataSource {

    private final SqliteTarget target;
    private final SqliteTurn turn;
    private final FileIdentity identity;

    SqliteStoreDataSource(DataSource dataSource, JobqProperties properties) {
        super(dataSource);
        this.target = SqliteTarget.of(dataSource)
                .withDurability(SqliteTarget.Durability.valueOf(
                        properties.sqlite().durability().name()));
        this.turn = SqliteTurn.open(target);
        this.identity = new FileIdentity(target.file());
    }

    @Override
    TransactionTurn turn() {
        return new TransactionTurn(this::acquire, turn::release);
    }

    /** What the application writes to a file that nobody finds any more would be lost like a job. */
    private void acquire() {
        turn.acquire();
        boolean isRight = false;
        try {
            identity.checkNow();
            isRight = true;
        } finally {
            if (!isRight) {
                turn.release();
            }
        }
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

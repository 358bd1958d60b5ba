package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobId;
import dev.jobq.StoreException;
import dev.jobq.store.ApplicationTransactions;
import dev.jobq.store.TestPostgres;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PostgresTransactorTests {

    @Test
    void ofACallThatIsRefusedNothingIsLeftWhenTheCallersTransactionGoesOn() throws Exception {
        DataSource database = TestPostgres.create("transactor");
        ApplicationTransactions transactions = new ApplicationTransactions(database);
        try (PostgresJobStore store = PostgresStores.open(database, "jobq", transactions)) {
            JobId id = transactions.commit(() -> {
                // PostgreSQL keeps no NUL, and would refuse every later statement of the transaction as well.
                assertThatThrownBy(() -> store.topics().register(List.of("first", "second \0")))
                        .isInstanceOf(StoreException.class);
                return store.intake().insert(PostgresStores.drafts(1)).get(0);
            });

            assertThat(store.topics().isKnown("first")).isFalse();
            assertThat(store.reader().get(id)).isPresent();
        }
    }
}

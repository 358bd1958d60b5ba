package dev.jobq.autoconfigure;

import dev.jobq.store.TestPostgres;
import java.util.List;

class PostgresTransactionTests extends TransactionTests {

    @Override
    List<String> database() {
        String name = "transactions_" + System.nanoTime();
        TestPostgres.create(name);
        return List.of("spring.datasource.url=" + TestPostgres.url(name));
    }
}

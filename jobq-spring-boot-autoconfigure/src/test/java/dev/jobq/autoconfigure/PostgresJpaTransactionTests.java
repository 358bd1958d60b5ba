package dev.jobq.autoconfigure;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class PostgresJpaTransactionTests extends PostgresTransactionTests {

    @Override
    ApplicationContextRunner runner() {
        return super.runner().withUserConfiguration(JpaTransactions.class);
    }
}

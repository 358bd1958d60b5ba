package dev.jobq.autoconfigure;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SqliteJpaTransactionTests extends SqliteTransactionTests {

    @Override
    ApplicationContextRunner runner() {
        return super.runner().withUserConfiguration(JpaTransactions.class);
    }
}

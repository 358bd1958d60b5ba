package dev.jobq.autoconfigure;

import java.util.ArrayList;
import java.util.List;

class PostgresWithoutNotificationsTransactionTests extends PostgresTransactionTests {

    @Override
    List<String> database() {
        List<String> properties = new ArrayList<>(super.database());
        properties.add("jobq.postgresql.notify=false");
        properties.add("spring.datasource.hikari.maximum-pool-size=1");
        return properties;
    }
}

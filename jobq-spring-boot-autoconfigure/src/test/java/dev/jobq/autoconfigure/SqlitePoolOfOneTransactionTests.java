package dev.jobq.autoconfigure;

import java.util.ArrayList;
import java.util.List;

class SqlitePoolOfOneTransactionTests extends SqliteTransactionTests {

    @Override
    List<String> database() {
        List<String> properties = new ArrayList<>(super.database());
        properties.add("spring.datasource.hikari.maximum-pool-size=1");
        return properties;
    }
}

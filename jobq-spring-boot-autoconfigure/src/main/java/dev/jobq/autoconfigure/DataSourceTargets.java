package dev.jobq.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.TransactionManager;

/**
 * Sees through Spring's wrappers, so that a transaction is known as one on the store's DataSource whichever of them it was
 * begun on.
 */
final class DataSourceTargets {

    private DataSourceTargets() {}

    /** A DataSource and all that it delegates to, the outermost first. */
    static List<DataSource> of(DataSource dataSource) {
        List<DataSource> chain = new ArrayList<>();
        for (DataSource next = dataSource; next != null && !chain.contains(next); ) {
            chain.add(next);
            next = next instanceof DelegatingDataSource wrapper ? wrapper.getTargetDataSource() : null;
        }
        return chain;
    }

    /** Whether both end in the same one. */
    static boolean same(DataSource one, DataSource other) {
        List<DataSource> first = of(one);
        List<DataSource> second = of(other);
        return first.get(first.size() - 1).equals(second.get(second.size() - 1));
    }

    /**
     * The DataSource that a transaction manager works on: all kinds that have one (plain JDBC, JPA, Hibernate) tell it as a
     * property. Null for the others, such as JTA.
     */
    static @Nullable DataSource of(TransactionManager transactions) {
        BeanWrapper properties = PropertyAccessorFactory.forBeanPropertyAccess(transactions);
        if (!properties.isReadableProperty("dataSource")) {
            return null;
        }
        return properties.getPropertyValue("dataSource") instanceof DataSource dataSource ? dataSource : null;
    }
}

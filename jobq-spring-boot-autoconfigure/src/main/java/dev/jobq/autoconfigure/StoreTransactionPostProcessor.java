package dev.jobq.autoconfigure;

import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;

/** Adds a listener, behind all others, to every transaction manager that works on the store's DataSource. */
final class StoreTransactionPostProcessor implements BeanPostProcessor {

    private final Supplier<DataSource> storeDataSource;
    private final Supplier<? extends TransactionExecutionListener> listener;

    StoreTransactionPostProcessor(
            Supplier<DataSource> storeDataSource, Supplier<? extends TransactionExecutionListener> listener) {
        this.storeDataSource = storeDataSource;
        this.listener = listener;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof ConfigurableTransactionManager transactions) {
            DataSource dataSource = DataSourceTargets.of(transactions);
            if (dataSource != null && DataSourceTargets.same(dataSource, storeDataSource.get())) {
                transactions.setTransactionExecutionListeners(
                        new ListenersWithLast(transactions.getTransactionExecutionListeners(), listener.get()));
            }
        }
        return bean;
    }
}

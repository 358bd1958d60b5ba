package dev.jobq.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobq.autoconfigure.JobqProperties.Durability;
import java.util.Properties;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.util.ClassUtils;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Completes the application's own SQLite DataSource, before its first connection, with what it must be opened with where
 * the application said nothing. Other kinds of pools are only checked, later, by {@link SqliteDataSourceCheck}.
 */
final class SqliteDataSourcePostProcessor implements BeanPostProcessor, Ordered {

    private static final boolean HAS_HIKARI = ClassUtils.isPresent(
            "com.zaxxer.hikari.HikariDataSource", SqliteDataSourcePostProcessor.class.getClassLoader());

    private final StoreDataSourceSelector selector;
    private final Supplier<Durability> durability;

    SqliteDataSourcePostProcessor(StoreDataSourceSelector selector, Supplier<Durability> durability) {
        this.selector = selector;
        this.durability = durability;
    }

    /** After the binding of spring.datasource.hikari.*, before wrappers are put around. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 10;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (HAS_HIKARI && Hikari.isSqlite(bean)) {
            if (isStore(beanName)) {
                Hikari.complete((HikariDataSource) bean, beanName, durability.get());
            }
        } else if (bean instanceof SQLiteDataSource dataSource && isStore(beanName)) {
            complete(dataSource, beanName);
        } else if (bean instanceof AbstractDriverBasedDataSource dataSource
                && isSqlite(dataSource.getUrl())
                && isStore(beanName)) {
            complete(dataSource, beanName);
        }
        return bean;
    }

    private boolean isStore(String beanName) {
        return selector.find().filter(beanName::equals).isPresent();
    }

    private void complete(SQLiteDataSource dataSource, String beanName) {
        Properties all = new Properties();
        all.putAll(dataSource.getConfig().toProperties());
        Properties said = new Properties();
        said.putAll(all);
        // Always filled in by the driver, whether or not somebody said it.
        said.remove("transaction_mode");
        said.remove("jdbc.explicit_readonly");
        all.putAll(new SqliteConnectionProperties(dataSource.getUrl(), durability.get())
                .missing(beanName, dataSource.getUrl(), said));
        dataSource.setConfig(new SQLiteConfig(all));
    }

    private void complete(AbstractDriverBasedDataSource dataSource, String beanName) {
        String url = String.valueOf(dataSource.getUrl());
        Properties said = dataSource.getConnectionProperties();
        Properties all = new Properties();
        if (said != null) {
            all.putAll(said);
        }
        all.putAll(new SqliteConnectionProperties(url, durability.get()).missing(beanName, url, all));
        dataSource.setConnectionProperties(all);
    }

    private static boolean isSqlite(@org.jspecify.annotations.Nullable String url) {
        return url != null && url.startsWith(SqliteConnectionProperties.PREFIX);
    }

    /** Apart, so that HikariCP need not be there. */
    private static final class Hikari {

        static boolean isSqlite(Object bean) {
            return bean instanceof HikariDataSource pool && SqliteDataSourcePostProcessor.isSqlite(pool.getJdbcUrl());
        }

        static void complete(HikariDataSource pool, String beanName, Durability durability) {
            SqliteConnectionProperties properties = new SqliteConnectionProperties(pool.getJdbcUrl(), durability);
            properties
                    .missing(beanName, pool.getJdbcUrl(), pool.getDataSourceProperties())
                    .forEach(pool::addDataSourceProperty);
        }
    }
}

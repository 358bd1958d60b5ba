package dev.jobq.autoconfigure;

import dev.jobq.Enqueuer;
import dev.jobq.JsonCodec;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.EventLimits;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.json.JsonMapper;

/** Opens the store: in the application's database, after the application's own migrations. */
@AutoConfiguration(
        after = {JobqDataSourceAutoConfiguration.class, DataSourceAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration",
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.autoconfigure.info.ProjectInfoAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "jobq.enabled", matchIfMissing = true)
@ConditionalOnClass({DataSource.class, DataSourceBuilder.class, DatabaseInitializationDependencyConfigurer.class})
@EnableConfigurationProperties(JobqProperties.class)
@ImportRuntimeHints(JobqRuntimeHints.class)
public final class JobqStoreAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    JsonCodec jobqJsonCodec(ObjectProvider<JsonMapper> mapper) {
        JsonMapper application = mapper.getIfAvailable();
        return application == null ? new JacksonJsonCodec() : new JacksonJsonCodec(application);
    }

    @Bean
    ProcessIds jobqProcessIds() {
        return new ProcessIds();
    }

    @Bean
    @ConditionalOnMissingBean
    Enqueuer jobqEnqueuer(
            ProcessIds processIds,
            Environment environment,
            ObjectProvider<BuildProperties> build,
            ObjectProvider<GitProperties> git) {
        String application = environment.getProperty("spring.application.name", "");
        return new EnqueuerFactory(application, build.getIfAvailable(), git.getIfAvailable())
                .enqueuer(processIds.get());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(JobStore.class)
    @Import(DatabaseInitializationDependencyConfigurer.class)
    static class StoreConfiguration {

        @Bean
        static SqliteDataSourcePostProcessor jobqSqliteDataSourcePostProcessor(
                ConfigurableListableBeanFactory beans, ObjectProvider<JobqProperties> properties) {
            return new SqliteDataSourcePostProcessor(
                    new StoreDataSourceSelector(beans),
                    () -> properties.getObject().sqlite().durability());
        }

        /** The listener is no bean: Spring Boot would add it to every transaction manager a second time. */
        @Bean
        static StoreTransactionPostProcessor jobqTransactionPostProcessor(
                ConfigurableListableBeanFactory beans,
                ObjectProvider<StoreDataSource> dataSource,
                ObjectProvider<SpringCallerTransaction> callerTransaction) {
            return new StoreTransactionPostProcessor(
                    new StoreDataSourceSelector(beans)::get,
                    SingletonSupplier.of(() -> new StoreTransactionListener(
                            callerTransaction.getObject(),
                            dataSource.getObject().turn())));
        }

        @Bean
        StoreDataSource jobqStoreDataSource(ConfigurableListableBeanFactory beans, JobqProperties properties) {
            return StoreDataSource.of(new StoreDataSourceSelector(beans).get(), properties);
        }

        @Bean
        SpringCallerTransaction jobqCallerTransaction(StoreDataSource dataSource) {
            return new SpringCallerTransaction(dataSource.dataSource(), dataSource.turn() != null);
        }

        @Bean
        @DependsOnDatabaseInitialization
        JobStore jobStore(
                StoreDataSource dataSource,
                JobqProperties properties,
                Enqueuer self,
                JsonCodec codec,
                CallerTransaction callerTransaction) {
            StoreSettings settings =
                    new StoreSettings(properties.system(), properties.schema().mode(), self, codec, null);
            JobStore store = dataSource.open(settings, callerTransaction);
            store.log().keep(eventLimits(properties));
            return store;
        }

        private static EventLimits eventLimits(JobqProperties properties) {
            Integer byDefault = properties.defaults().retention().eventsPerJob();
            Map<String, Integer> byTopic = new HashMap<>();
            properties.topics().forEach((topic, said) -> {
                Integer events = said.retention().eventsPerJob();
                if (events != null) {
                    byTopic.put(topic, events);
                }
            });
            return new EventLimits(byDefault == null ? EventLimits.DEFAULT.events() : byDefault, byTopic);
        }
    }
}

package dev.jobq.autoconfigure;

import dev.jobq.Backoff;
import dev.jobq.JsonCodec;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.HandlerTransactions;
import dev.jobq.engine.JobEngine;
import dev.jobq.engine.TopicSettings;
import dev.jobq.engine.TopicSettingsCustomizer;
import dev.jobq.event.EventHub;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.JobStore;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.transaction.PlatformTransactionManager;

/** Runs jobs in this process. */
@AutoConfiguration(after = JobqAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "jobq.worker.enabled", matchIfMissing = true)
@ConditionalOnBean({JobStore.class, HandlerRegistry.class})
public final class JobqWorkerAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    EngineSettings jobqEngineSettings(
            JobqProperties properties,
            Map<String, Backoff> backoffs,
            HandlerRegistry handlers,
            ProcessIds processIds,
            ObjectProvider<TopicSettingsCustomizer> customizers,
            ApplicationContext context) {
        EngineSettings settings = new EngineSettingsFactory(properties, new BackoffFactory(backoffs))
                .create(handlers.topics(), Threading.VIRTUAL.isActive(context.getEnvironment()), processIds);
        List<TopicSettingsCustomizer> ordered = customizers.orderedStream().toList();
        return settings.topics(settings.topics().stream()
                        .map(topic -> customized(topic, ordered))
                        .toList())
                .onError(properties.worker().exitOnError() ? new ExitOnError(context) : null);
    }

    private static TopicSettings customized(TopicSettings topic, List<TopicSettingsCustomizer> customizers) {
        TopicSettings settings = topic;
        for (TopicSettingsCustomizer customizer : customizers) {
            settings = customizer.customize(settings);
        }
        if (!settings.name().equals(topic.name())) {
            throw new IllegalStateException("A TopicSettingsCustomizer made topic '%s' into '%s': keep the name"
                    .formatted(topic.name(), settings.name()));
        }
        return settings;
    }

    /** Stopped by its lifecycle; here only what that did not wait for. */
    @Bean(destroyMethod = "stop")
    @ConditionalOnMissingBean
    @DependsOn("jobqTopicDeclarations")
    JobEngine jobEngine(
            JobStore store,
            HandlerRegistry handlers,
            JsonCodec codec,
            EngineSettings settings,
            EventHub events,
            HandlerTransactions transactions) {
        return new JobEngine(store, handlers, codec, settings, events::hasRoom, transactions);
    }

    @Bean
    @ConditionalOnMissingBean
    HandlerTransactions jobqHandlerTransactions(
            ObjectProvider<StoreDataSource> dataSource, ObjectProvider<PlatformTransactionManager> managers) {
        StoreDataSource ours = dataSource.getIfAvailable();
        return ours == null
                ? HandlerTransactions.NONE
                : SpringHandlerTransactions.on(
                        ours.dataSource(), managers.orderedStream().toList());
    }

    @Bean
    EngineLifecycle jobqEngineLifecycle(JobEngine engine) {
        return new EngineLifecycle(engine);
    }
}

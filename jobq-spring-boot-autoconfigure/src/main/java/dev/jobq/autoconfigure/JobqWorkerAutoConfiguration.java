package dev.jobq.autoconfigure;

import dev.jobq.Backoff;
import dev.jobq.JsonCodec;
import dev.jobq.engine.EngineSettings;
import dev.jobq.engine.JobEngine;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.JobStore;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

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
            Environment environment) {
        return new EngineSettingsFactory(properties, new BackoffFactory(backoffs))
                .create(handlers.topics(), Threading.VIRTUAL.isActive(environment), processIds);
    }

    /** Stopped by its lifecycle; here only what that did not wait for. */
    @Bean(destroyMethod = "stop")
    @ConditionalOnMissingBean
    JobEngine jobEngine(JobStore store, HandlerRegistry handlers, JsonCodec codec, EngineSettings settings) {
        return new JobEngine(store, handlers, codec, settings);
    }

    @Bean
    EngineLifecycle jobqEngineLifecycle(JobEngine engine) {
        return new EngineLifecycle(engine);
    }
}

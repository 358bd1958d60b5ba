package dev.jobq.autoconfigure;

import dev.jobq.actuate.JobqMetrics;
import dev.jobq.store.JobStore;
import dev.jobq.store.WorkerView;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The meters of jobq. */
@AutoConfiguration(
        after = {JobqAutoConfiguration.class, JobqWorkerAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({JobStore.class, MeterRegistry.class})
public final class JobqMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    JobqMetrics jobqMetrics(MeterRegistry registry, JobStore store, ObjectProvider<WorkerView> worker) {
        return new JobqMetrics(registry, store, worker.getIfAvailable());
    }

    @Bean
    SmartInitializingSingleton jobqMetricsBinding(JobqMetrics metrics) {
        return metrics::bind;
    }
}

package dev.jobq.autoconfigure;

import dev.jobq.actuate.JobqHealthIndicator;
import dev.jobq.store.JobStore;
import dev.jobq.store.WorkerView;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health of jobq. */
@AutoConfiguration(after = {JobqAutoConfiguration.class, JobqWorkerAutoConfiguration.class})
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(JobStore.class)
@ConditionalOnEnabledHealthIndicator("jobq")
public final class JobqHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "jobqHealthIndicator")
    JobqHealthIndicator jobqHealthIndicator(JobStore store, ObjectProvider<WorkerView> worker) {
        return new JobqHealthIndicator(store, worker.getIfAvailable());
    }
}

package dev.jobq.autoconfigure;

import dev.jobq.JobQueue;
import dev.jobq.Topics;
import dev.jobq.actuate.JobqEndpoint;
import dev.jobq.actuate.JobqEndpointWebExtension;
import dev.jobq.actuate.Operations;
import dev.jobq.actuate.Readings;
import dev.jobq.store.JobStore;
import dev.jobq.store.WorkerView;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** {@code /actuator/jobq}. */
@AutoConfiguration(after = {JobqAutoConfiguration.class, JobqWorkerAutoConfiguration.class})
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean({JobStore.class, JobQueue.class, Topics.class})
@ConditionalOnAvailableEndpoint(JobqEndpoint.class)
public final class JobqEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Readings jobqReadings(JobStore store, Topics topics, ObjectProvider<WorkerView> worker) {
        return new Readings(store, topics, worker.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    Operations jobqOperations(JobStore store, Topics topics, JobQueue queue) {
        return new Operations(store, topics, queue.recurring());
    }

    @Bean
    @ConditionalOnMissingBean
    JobqEndpoint jobqEndpoint(Readings readings, JobqProperties properties) {
        return new JobqEndpoint(readings, properties.showValues());
    }

    @Bean
    @ConditionalOnMissingBean
    JobqEndpointWebExtension jobqEndpointWebExtension(
            Readings readings, Operations operations, JobqProperties properties) {
        return new JobqEndpointWebExtension(readings, operations, properties.showValues());
    }
}

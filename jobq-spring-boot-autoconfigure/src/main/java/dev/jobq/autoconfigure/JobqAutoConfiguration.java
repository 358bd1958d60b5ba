package dev.jobq.autoconfigure;

import dev.jobq.JobBulk;
import dev.jobq.JobListener;
import dev.jobq.JobQueue;
import dev.jobq.JobTypes;
import dev.jobq.JsonCodec;
import dev.jobq.Topics;
import dev.jobq.event.EventHub;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.queue.Admission;
import dev.jobq.queue.StoreJobQueue;
import dev.jobq.store.JobStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;

/** The queue that the application enqueues to, its handlers, and those who listen. */
@AutoConfiguration(after = JobqStoreAutoConfiguration.class)
@ConditionalOnBean(JobStore.class)
@EnableConfigurationProperties(JobqProperties.class)
public final class JobqAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    EventHub jobqEventHub(JobStore store, BeanListeners listeners) {
        EventHub hub = new EventHub(store);
        hub.subscribe(listeners);
        return hub;
    }

    @Bean
    BeanListeners jobqBeanListeners(ObjectProvider<JobListener> listeners, ApplicationEventPublisher publisher) {
        return new BeanListeners(
                () -> listeners
                        .orderedStream()
                        .filter(listener -> !(listener instanceof BeanListeners))
                        .toList(),
                publisher);
    }

    @Bean
    @ConditionalOnMissingBean
    HandlerRegistry jobqHandlerRegistry(ConfigurableListableBeanFactory beans, JsonCodec codec) {
        return new HandlerScan(beans).scan(codec);
    }

    /** Once all beans are made, their handlers must be callable: better known now than at the first job. */
    @Bean
    SmartInitializingSingleton jobqHandlerBinding(HandlerRegistry handlers) {
        return handlers::bind;
    }

    @Bean
    @ConditionalOnMissingBean
    JobTypes jobqJobTypes(HandlerRegistry handlers, JobqProperties properties) {
        return new JobTypesFactory(properties).create(handlers);
    }

    /** Before anything is enqueued or run: a job enqueued to a topic that has not been told its rules yet would not keep them. */
    @Bean
    TopicDeclarations jobqTopicDeclarations(JobStore store, HandlerRegistry handlers, JobqProperties properties) {
        return TopicDeclarations.declare(store.topics(), handlers, properties);
    }

    @Bean
    @ConditionalOnMissingBean
    @DependsOn("jobqTopicDeclarations")
    JobQueue jobQueue(JobStore store, EventHub events, JobTypes types, JsonCodec codec, JobqProperties properties) {
        Admission admission =
                new Admission(true, Math.toIntExact(properties.maxPayload().toBytes()));
        return new StoreJobQueue(store, events, types, codec, admission, () -> {});
    }

    @Bean
    @ConditionalOnMissingBean
    Topics jobqTopics(JobQueue queue) {
        return queue.topics();
    }

    @Bean
    @ConditionalOnMissingBean
    JobBulk jobBulk(JobQueue queue) {
        return queue.bulk();
    }
}

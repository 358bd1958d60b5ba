package dev.jobq.autoconfigure;

import dev.jobq.actuate.ShowValues;
import dev.jobq.store.JobStore;
import dev.jobq.web.EventStream;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The queue over HTTP: so far the stream of its events. */
@AutoConfiguration(after = JobqAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(SseEmitter.class)
@ConditionalOnBooleanProperty("jobq.web.enabled")
@ConditionalOnBean(JobStore.class)
public final class JobqWebAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    EventStream jobqEventStream(JobStore store, JobqProperties properties) {
        return new EventStream(store, properties.showValues() == ShowValues.ALWAYS);
    }
}

package dev.jobq.autoconfigure;

import dev.jobq.JobTypes;
import dev.jobq.handler.HandlerJobTypes;
import dev.jobq.handler.HandlerRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says what is known of topics: by handlers, and by the configuration. */
record JobTypesFactory(JobqProperties properties) {

    JobTypes create(HandlerRegistry handlers) {
        Map<String, JobTypes.Options> topics = new LinkedHashMap<>();
        properties.worker().topics().forEach(topic -> topics.put(topic, JobTypes.Options.NONE));
        properties.topics().forEach((topic, said) -> topics.put(topic, options(said)));
        return new HandlerJobTypes(handlers, topics, options(properties.defaults()));
    }

    private static JobTypes.Options options(TopicProperties said) {
        return new JobTypes.Options(null, said.maxAttempts(), said.timeout());
    }
}

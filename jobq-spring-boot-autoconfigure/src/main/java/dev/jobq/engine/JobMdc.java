package dev.jobq.engine;

import dev.jobq.JobRef;
import org.slf4j.MDC;
import org.springframework.util.ClassUtils;

/** Marks the log lines of a job with its worker, id and topic, where SLF4J is there. */
final class JobMdc {

    private static final boolean IS_PRESENT = ClassUtils.isPresent("org.slf4j.MDC", null);

    private JobMdc() {}

    static void put(String worker, JobRef job) {
        if (IS_PRESENT) {
            MDC.put("jobq.worker", worker);
            MDC.put("jobq.job", job.id().toString());
            MDC.put("jobq.topic", job.topic());
        }
    }

    static void clear() {
        if (IS_PRESENT) {
            MDC.remove("jobq.worker");
            MDC.remove("jobq.job");
            MDC.remove("jobq.topic");
        }
    }
}

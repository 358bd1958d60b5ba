package dev.jobq.handler;

import dev.jobq.Job;
import dev.jobq.JobError;
import dev.jobq.JobNotFoundException;
import dev.jobq.JobRef;
import dev.jobq.JsonCodec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** The methods that are told of failed attempts. */
public final class ErrorHandlers {

    private static final Log LOG = LogFactory.getLog(ErrorHandlers.class);

    private static final Set<Class<?>> FILLED_IN = Set.of(JobError.class, JobRef.class, Job.class);

    private final List<ErrorMethod> methods;
    private final JsonCodec codec;

    ErrorHandlers(List<ErrorMethod> methods, JsonCodec codec) {
        this.methods = List.copyOf(methods);
        this.codec = codec;
    }

    /** Whether anybody wants to know about failures in this topic. */
    public boolean wants(String topic) {
        return methods.stream().anyMatch(method -> method.topic.isEmpty() || method.topic.equals(topic));
    }

    /** Tells all that want to know; what they throw is logged. */
    public void tell(FailedAttempt failed) {
        for (ErrorMethod method : methods) {
            if (method.wants(failed.job())) {
                try {
                    method.tell(failed, codec);
                } catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
                    LOG.error(
                            "Error handler %s failed on job %s"
                                    .formatted(method.method, failed.job().id()),
                            ex);
                }
            }
        }
    }

    /**
     * A failed attempt, after it was recorded.
     *
     * @param job which job
     * @param error what failed
     * @param payload the job's payload as JSON text
     * @param lookup reads the whole job
     */
    public record FailedAttempt(JobRef job, JobError error, String payload, Supplier<Optional<Job>> lookup) {}

    record ErrorMethod(MarkedMethod method, Signature signature, String topic, String type) {

        static ErrorMethod of(MarkedMethod method, dev.jobq.JobErrorHandler annotation) {
            return new ErrorMethod(
                    method,
                    Signature.of(method, FILLED_IN),
                    annotation.topic().trim(),
                    annotation.type().trim());
        }

        boolean wants(JobRef job) {
            return (topic.isEmpty() || topic.equals(job.topic())) && (type.isEmpty() || type.equals(job.type()));
        }

        void tell(FailedAttempt failed, JsonCodec codec) throws Exception {
            Object payload = signature.read(failed.payload(), codec);
            method.invoke(signature.arguments(known -> fill(known, failed), payload));
        }

        private static Object fill(Class<?> known, FailedAttempt failed) {
            if (known == JobError.class) {
                return failed.error();
            }
            if (known == JobRef.class) {
                return failed.job();
            }
            return failed.lookup()
                    .get()
                    .orElseThrow(() -> new JobNotFoundException(failed.job().id()));
        }
    }
}

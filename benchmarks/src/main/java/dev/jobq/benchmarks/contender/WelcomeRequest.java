package dev.jobq.benchmarks.contender;

import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;

/** {@link Welcome} as JobRunr wants it. */
public record WelcomeRequest(String to, String subject, long sentAt) implements JobRequest {

    static WelcomeRequest at(long nanoTime) {
        Welcome welcome = Welcome.at(nanoTime);
        return new WelcomeRequest(welcome.to(), welcome.subject(), welcome.sentAt());
    }

    @Override
    public Class<Handler> getJobRequestHandler() {
        return Handler.class;
    }

    /** Handles it. */
    public static final class Handler implements JobRequestHandler<WelcomeRequest> {
        @Override
        public void run(WelcomeRequest request) {
            Handled.job(request.sentAt());
        }
    }
}

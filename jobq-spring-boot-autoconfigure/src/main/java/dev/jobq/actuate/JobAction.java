package dev.jobq.actuate;

import dev.jobq.JobId;
import dev.jobq.store.JobControl;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code POST /jobs/{id}} does. */
enum JobAction {
    /** Runs it again now. */
    RETRY {
        @Override
        boolean act(JobControl jobs, JobId id, String by) {
            return jobs.retry(id, by);
        }
    },
    /** Cancels it, or asks its worker to. */
    CANCEL {
        @Override
        boolean act(JobControl jobs, JobId id, String by) {
            return jobs.cancel(id, by);
        }
    },
    /** Puts a new job in its place, which its description then tells. */
    REQUEUE {
        @Override
        boolean act(JobControl jobs, JobId id, String by) {
            var unused = jobs.requeue(id, by);
            return true;
        }
    },
    /** Sends it behind all that wait by now. */
    TO_BACK {
        @Override
        boolean act(JobControl jobs, JobId id, String by) {
            return jobs.toBack(id, by);
        }
    };

    /** Does it; whether it could be done. */
    abstract boolean act(JobControl jobs, JobId id, String by);

    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<JobAction> of(@Nullable String key) {
        return Arrays.stream(values())
                .filter(action -> action.key().equals(key))
                .findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(JobAction::key).toList();
    }
}

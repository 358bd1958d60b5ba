package dev.jobq.actuate;

import dev.jobq.RecurringJobs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code POST /recurring/{name}} does. */
enum ScheduleAction {
    /** Fires at no time until it is resumed. */
    PAUSE {
        @Override
        void act(RecurringJobs schedules, String name) {
            var unused = schedules.pause(name);
        }
    },
    /** Fires again, from its next fire time on. */
    RESUME {
        @Override
        void act(RecurringJobs schedules, String name) {
            var unused = schedules.resume(name);
        }
    },
    /** Enqueues its job now; the history tells which. */
    RUN_NOW {
        @Override
        void act(RecurringJobs schedules, String name) {
            var unused = schedules.runNow(name);
        }
    };

    abstract void act(RecurringJobs schedules, String name);

    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<ScheduleAction> of(@Nullable String key) {
        return Arrays.stream(values())
                .filter(action -> action.key().equals(key))
                .findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(ScheduleAction::key).toList();
    }
}

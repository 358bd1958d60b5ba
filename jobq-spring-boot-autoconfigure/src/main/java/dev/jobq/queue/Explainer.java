package dev.jobq.queue;

import dev.jobq.AtLimit;
import dev.jobq.BehindInLine;
import dev.jobq.Job;
import dev.jobq.JobExplanation;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.LimitUse;
import dev.jobq.Topic;
import dev.jobq.WaitsForLabel;
import dev.jobq.WhyNot;
import dev.jobq.store.Inspection;
import dev.jobq.store.Inspection.Hold;
import dev.jobq.store.JobStore;
import dev.jobq.store.TopicControl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds why a job is not running: first what its own status says, then what keeps its topic from running any. */
final class Explainer {

    /** Nobody needs to know more precisely how long a queue is, and counting costs. */
    static final int MOST_AHEAD = 10_000;

    private static final int LOOKS = 10;

    private final JobStore store;
    private final TopicView view;

    Explainer(JobStore store, TopicView view) {
        this.store = store;
        this.view = view;
    }

    JobExplanation explain(JobId id) {
        Optional<Job> found = store.reader().get(id);
        for (int looks = 0; found.isPresent() && looks < LOOKS; looks++) {
            Optional<JobExplanation> explained = explain(found.get());
            if (explained.isPresent()) {
                return explained.get();
            }
            found = store.reader().get(id);
        }
        return found.map(job -> explained(job, List.of(new WhyNot.Next())))
                .orElseGet(() -> new JobExplanation(id, null, null, null, List.of(new WhyNot.Unknown())));
    }

    /** Empty if it moved on between two looks. */
    private Optional<JobExplanation> explain(Job job) {
        JobStatus status = job.status();
        if (status.isEnded()) {
            return Optional.of(explained(job, List.of(new WhyNot.Ended(status, job.finishedAt(), job.reason()))));
        }
        if (status.isRunning()) {
            return store.inspection().hold(job.id()).map(hold -> explained(job, List.of(running(hold))));
        }
        if (status == JobStatus.HELD) {
            return Optional.of(explained(job, List.of(new WhyNot.Held())));
        }
        List<WhyNot> reasons = new ArrayList<>();
        TopicView.Look look = view.look();
        List<Topic.Worker> able = able(look.workers(job.topic()));
        Optional<WhyNot> label = labelReason(job, look, able);
        label.or(() -> ownReason(job)).ifPresent(reasons::add);
        boolean canRun = addTopicReasons(job, look, able, reasons);
        if (canRun && label.isEmpty() && status == JobStatus.AVAILABLE) {
            addQueueReasons(job, able, reasons);
        }
        return Optional.of(explained(job, reasons.isEmpty() ? List.of(new WhyNot.Next()) : reasons));
    }

    /** Its turn has come, but not at a worker that may run it; or no such worker is there. */
    private Optional<WhyNot> labelReason(Job job, TopicView.Look look, List<Topic.Worker> able) {
        return store.inspection().preference(job.id()).flatMap(preference -> {
            int workers = look.carrying(preference.label(), able);
            boolean isAside = preference.isAside() && job.status() == JobStatus.SCHEDULED;
            return isAside || (workers == 0 && job.status() == JobStatus.AVAILABLE)
                    ? Optional.of(new WaitsForLabel(preference.label(), preference.until(), workers))
                    : Optional.empty();
        });
    }

    private Optional<WhyNot> ownReason(Job job) {
        return switch (job.status()) {
            case SCHEDULED -> Optional.of(waits(job, false));
            case RETRYABLE -> Optional.of(waits(job, true));
            case PARKED -> Optional.of(new WhyNot.Parked(job.reason()));
            case BLOCKED -> Optional.of(inLine(job).or(() -> keyAtLimit(job)).orElseGet(WhyNot.Blocked::new));
            default -> Optional.empty();
        };
    }

    private WhyNot waits(Job job, boolean isRetry) {
        Instant until = job.runAt();
        return new WhyNot.WaitsForTime(
                until, job.attempt(), isRetry, !until.isAfter(store.reader().now()));
    }

    /** Those that could start a job: alive, and not paused. Where all are paused, which is told by itself, those alive. */
    private static List<Topic.Worker> able(List<Topic.Worker> workers) {
        List<Topic.Worker> alive =
                workers.stream().filter(Topic.Worker::isAlive).toList();
        List<Topic.Worker> able =
                alive.stream().filter(worker -> !worker.isPaused()).toList();
        return able.isEmpty() ? alive : able;
    }

    /** Whether any worker could run it. */
    private static boolean addTopicReasons(
            Job job, TopicView.Look look, List<Topic.Worker> able, List<WhyNot> reasons) {
        int before = reasons.size();
        String topic = job.topic();
        look.said()
                .find(topic, TopicControl.PAUSED)
                .ifPresentOrElse(pause -> reasons.add(new WhyNot.TopicPaused(pause.by(), pause.since())), () -> {
                    if (!able.isEmpty() && able.stream().allMatch(Topic.Worker::isPaused)) {
                        reasons.add(new WhyNot.WorkersPaused(able.size()));
                    }
                });
        if (able.isEmpty()) {
            reasons.add(new WhyNot.NoWorker(look.workers(topic).size()));
        } else if (!look.isHandled(topic, job.type(), able)) {
            reasons.add(new WhyNot.NoHandler(job.type()));
        }
        return reasons.size() == before;
    }

    private Optional<WhyNot> inLine(Job job) {
        return store.inspection().place(job, MOST_AHEAD + 1).map(place -> {
            long before = place.behind() + (place.head() == null ? 0 : 1);
            return new BehindInLine(
                    place.line(), place.head(), place.status(), Math.min(before, MOST_AHEAD), before > MOST_AHEAD);
        });
    }

    private Optional<WhyNot> keyAtLimit(Job job) {
        return store.inspection()
                .keyUse(job)
                .filter(Inspection.KeyUse::isExhausted)
                .map(use -> new AtLimit.KeyAtLimit(use.key(), use.running(), use.freeAt()));
    }

    private void addLimits(Job job, List<WhyNot> reasons) {
        LimitUse use = store.inspection().limitUse(job.topic());
        Integer slots = use.limits().globalConcurrency();
        if (slots != null && use.isFull()) {
            reasons.add(new AtLimit.ClusterBusy(slots));
        }
        Instant until = use.freeAt();
        if (until != null) {
            reasons.add(new AtLimit.RateLimited(String.valueOf(use.limits().rate()), until));
        }
        keyAtLimit(job).ifPresent(reasons::add);
    }

    private void addQueueReasons(Job job, List<Topic.Worker> able, List<WhyNot> reasons) {
        addLimits(job, reasons);
        int slots = able.stream().mapToInt(Topic.Worker::concurrency).sum();
        int running = able.stream().mapToInt(Topic.Worker::running).sum();
        if (slots > 0 && running >= slots) {
            reasons.add(new WhyNot.SlotsBusy(running, slots));
        }
        long ahead = store.inspection().ahead(job, MOST_AHEAD + 1);
        if (ahead > 0) {
            reasons.add(new WhyNot.Behind(Math.min(ahead, MOST_AHEAD), ahead > MOST_AHEAD));
        }
    }

    private static WhyNot running(Hold hold) {
        return new WhyNot.Running(
                hold.worker(), hold.since(), hold.isLaunched(), hold.isCancelRequested(), hold.isStale());
    }

    private static JobExplanation explained(Job job, List<WhyNot> reasons) {
        return new JobExplanation(job.id(), job.topic(), job.type(), job.status(), reasons);
    }
}

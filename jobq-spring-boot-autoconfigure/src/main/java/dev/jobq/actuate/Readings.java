package dev.jobq.actuate;

import dev.jobq.JobExplanation;
import dev.jobq.JobId;
import dev.jobq.Topic;
import dev.jobq.Topics;
import dev.jobq.store.FeedEvent;
import dev.jobq.store.JobReader;
import dev.jobq.store.JobStore;
import dev.jobq.store.WorkerView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the endpoint shows, read from the store at that moment. */
public final class Readings {

    private static final int NEWEST_EVENTS = 50;

    private final JobStore store;
    private final Topics topics;
    private final @Nullable WorkerView worker;

    /**
     * Readings of a store.
     *
     * @param topics its topics
     * @param worker this process's worker, or null when it runs no jobs
     */
    public Readings(JobStore store, Topics topics, @Nullable WorkerView worker) {
        this.store = store;
        this.topics = topics;
        this.worker = worker;
    }

    JobqDescriptor all(Values values) {
        return new JobqDescriptor(
                StoreDescriptor.of(store.info()),
                topics().topics(),
                workers().workers(),
                events(null, NEWEST_EVENTS, values).events());
    }

    JobqDescriptor.Topics topics() {
        Map<String, WorkerView.Load> loads = loads();
        Map<String, TopicDescriptor> described = new TreeMap<>();
        for (Topic topic : topics.all()) {
            described.put(topic.name(), TopicDescriptor.of(topic, loads.get(topic.name())));
        }
        return new JobqDescriptor.Topics(described);
    }

    Optional<TopicDescriptor> topic(String name) {
        return topics.get(name).map(topic -> TopicDescriptor.of(topic, loads().get(name)));
    }

    private Map<String, WorkerView.Load> loads() {
        return worker == null ? Map.of() : worker.load();
    }

    JobExplanation why(JobId id) {
        return topics.why(id);
    }

    JobqDescriptor.Workers workers() {
        return new JobqDescriptor.Workers(
                store.reader().workers().stream().map(WorkerDescriptor::of).toList());
    }

    RecurringDescriptor.Schedules recurring() {
        Instant now = store.reader().now();
        return new RecurringDescriptor.Schedules(store.schedules().list().stream()
                .map(schedule -> RecurringDescriptor.of(schedule, now, null))
                .toList());
    }

    Optional<RecurringDescriptor> recurring(String name, int limit) {
        return store.schedules()
                .get(name)
                .map(schedule -> RecurringDescriptor.of(
                        schedule, store.reader().now(), store.schedules().history(name, limit)));
    }

    PageDescriptor.Jobs jobs(JobReader.Filter filter, int limit, Values values) {
        JobReader.Page page = store.reader().list(filter, limit);
        return new PageDescriptor.Jobs(
                page.jobs().stream()
                        .map(job -> JobDescriptor.inList(job, values))
                        .toList(),
                page.next() == null ? null : page.next().value(),
                page.partial());
    }

    Optional<JobDescriptor> job(JobId id, Values values) {
        return store.reader().get(id).map(job -> JobDescriptor.whole(job, values));
    }

    PageDescriptor.Events events(@Nullable String after, int limit, Values values) {
        List<FeedEvent> events = store.reader().feed(after, limit);
        String next = after;
        if (!events.isEmpty()) {
            next = events.get(after == null ? 0 : events.size() - 1).cursor();
        }
        return new PageDescriptor.Events(
                events.stream().map(event -> EventDescriptor.of(event, values)).toList(), next);
    }

    /** A job whose time has only just come counts as new. */
    static @Nullable Duration age(@Nullable Instant since, Instant now) {
        if (since == null) {
            return null;
        }
        Duration age = Duration.between(since, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}

package dev.jobq.queue;

import dev.jobq.DuplicateJobException;
import dev.jobq.EnqueueResult;
import dev.jobq.EnqueueResult.Kind;
import dev.jobq.JobId;
import dev.jobq.OnDuplicate;
import dev.jobq.QueueFullException;
import dev.jobq.event.EventHub;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobIntake;
import dev.jobq.store.JobStore;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Hands checked jobs to the store: most are just inserted, those that may be refused are admitted. */
final class Intake {

    private final JobIntake store;
    private final KnownTopics topics;
    private final EventHub events;

    Intake(JobStore store, KnownTopics topics, EventHub events) {
        this.store = store.intake();
        this.topics = topics;
        this.events = events;
    }

    List<JobId> enqueue(List<JobDraft> drafts) {
        makeReady(drafts);
        return drafts.stream().anyMatch(this::mayBeRefused) ? ids(drafts, store.admit(drafts)) : store.insert(drafts);
    }

    JobId enqueue(Connection connection, JobDraft draft) {
        List<JobDraft> drafts = List.of(draft);
        List<JobId> ids =
                mayBeRefused(draft) ? ids(drafts, store.admit(connection, drafts)) : store.insert(connection, drafts);
        return ids.get(0);
    }

    EnqueueResult tryEnqueue(JobDraft draft) {
        List<JobDraft> drafts = List.of(draft);
        makeReady(drafts);
        return mayBeRefused(draft)
                ? store.admit(drafts).get(0)
                : new EnqueueResult(Kind.CREATED, store.insert(drafts).get(0));
    }

    private void makeReady(List<JobDraft> drafts) {
        // Most come alone.
        topics.remember(
                drafts.size() == 1
                        ? Set.of(drafts.get(0).topic())
                        : drafts.stream().map(JobDraft::topic).collect(Collectors.toSet()));
        events.awaitRoom();
    }

    private boolean mayBeRefused(JobDraft draft) {
        return draft.terms().unique() != null || topics.rules(draft.topic()).maxQueued() != null;
    }

    private List<JobId> ids(List<JobDraft> drafts, List<EnqueueResult> results) {
        for (int i = 0; i < drafts.size(); i++) {
            requireTaken(drafts.get(i), results.get(i));
        }
        return results.stream()
                .map(result -> Objects.requireNonNull(result.id()))
                .toList();
    }

    private void requireTaken(JobDraft draft, EnqueueResult result) {
        if (result.kind() == Kind.FULL) {
            Integer limit = topics.rules(draft.topic()).maxQueued();
            throw new QueueFullException(draft.topic(), limit == null ? 0 : limit);
        }
        JobDraft.Uniqueness unique = draft.terms().unique();
        if (result.kind() == Kind.EXISTING && unique != null && unique.onDuplicate() == OnDuplicate.REJECT) {
            throw new DuplicateJobException(draft.topic(), unique.key(), Objects.requireNonNull(result.id()));
        }
    }
}

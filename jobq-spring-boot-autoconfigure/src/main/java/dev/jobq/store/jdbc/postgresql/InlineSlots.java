package dev.jobq.store.jdbc.postgresql;

import dev.jobq.store.ClaimedJob;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobIntake.InlineClaimer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Slots of this process that were reserved for the jobs of one insert: used by {@link #start}, or given back. */
final class InlineSlots implements JobInsert.Slots {

    private final InlineClaimer claimer;
    private final long node;
    private final BitSet reserved = new BitSet();
    private final Map<String, Integer> free = new TreeMap<>();

    private InlineSlots(InlineClaimer claimer) {
        this.claimer = claimer;
        this.node = claimer.node();
    }

    /** Reserves slots for those jobs that run now, first for the first in line; null if there is none. */
    static @Nullable InlineSlots reserve(InlineClaimer claimer, List<JobDraft> drafts) {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            if (isNow(drafts.get(i).start())) {
                byTopic.computeIfAbsent(drafts.get(i).topic(), topic -> new ArrayList<>())
                        .add(i);
            }
        }
        InlineSlots slots = new InlineSlots(claimer);
        byTopic.forEach((topic, indexes) -> slots.reserve(topic, ahead(topic, indexes, drafts), drafts));
        return slots.reserved.isEmpty() ? null : slots;
    }

    /**
     * Those that no other of the same call may stand before: one whose time was given may have it in the past, which only the
     * store's clock tells, and the statement that looks who is ready does not see what it inserts itself.
     */
    private static List<Integer> ahead(String topic, List<Integer> indexes, List<JobDraft> drafts) {
        int most = drafts.stream()
                .filter(draft -> draft.start().at() != null && draft.topic().equals(topic))
                .mapToInt(JobDraft::priority)
                .max()
                .orElse(Integer.MIN_VALUE);
        return indexes.stream()
                .filter(index -> drafts.get(index).priority() > most)
                .toList();
    }

    private void reserve(String topic, List<Integer> indexes, List<JobDraft> drafts) {
        if (indexes.isEmpty()) {
            return;
        }
        int count = claimer.reserve(topic, indexes.size());
        if (count > 0) {
            free.put(topic, count);
            indexes.stream()
                    .sorted(Comparator.comparing(i -> -drafts.get(i).priority()))
                    .limit(count)
                    .forEach(reserved::set);
        }
    }

    @Override
    public long node() {
        return node;
    }

    @Override
    public boolean isReserved(int index) {
        return reserved.get(index);
    }

    /** The jobs that the insert claimed. */
    List<ClaimedJob> claimed(List<JobInsert.Inserted> inserted, String application) {
        List<ClaimedJob> claimed = new ArrayList<>();
        for (JobInsert.Inserted one : inserted) {
            if (one.isClaimed()) {
                claimed.add(new ClaimedJob(
                        one.job(),
                        one.draft().payload(),
                        new ClaimedJob.Attempt(1, 0, 1),
                        one.draft().limits(),
                        one.at(),
                        application,
                        one.draft().terms().deadline()));
            }
        }
        return claimed;
    }

    /** Starts jobs in their slots and gives back the slots that are not needed. */
    void start(List<ClaimedJob> claimed) {
        claimed.forEach(job -> free.merge(job.job().topic(), -1, Integer::sum));
        release();
        if (!claimed.isEmpty()) {
            claimer.start(node, claimed);
        }
    }

    /** Gives back all slots that are not used. */
    void release() {
        free.forEach((topic, count) -> {
            if (count > 0) {
                claimer.release(topic, count);
            }
        });
        free.clear();
    }

    private static boolean isNow(JobDraft.Start start) {
        return start.at() == null && (start.delay() == null || start.delay().isZero());
    }
}

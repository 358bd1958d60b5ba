package dev.jobq.store.jdbc.postgresql;

import dev.jobq.store.JobDraft;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Two callers, one of whom writes at a time, perhaps for both: each gets what was written for its own job, and nobody waits for ever. */
@JCStressTest
@Outcome(id = "a, b", expect = Expect.ACCEPTABLE, desc = "Each has its own")
@State
public class InsertQueueStress {

    private final InsertQueue<String> queue = new InsertQueue<>(InsertQueueStress::write, 1);

    @Actor
    public void first(LL_Result result) {
        result.r1 = insert("a");
    }

    @Actor
    public void second(LL_Result result) {
        result.r2 = insert("b");
    }

    private String insert(String topic) {
        return queue.insert(List.of(new JobDraft(topic, "type", "{}", 0, JobDraft.Start.NOW, JobDraft.Limits.NONE)))
                .get(0);
    }

    private static List<String> write(List<JobDraft> drafts) {
        return drafts.stream().map(JobDraft::topic).toList();
    }
}

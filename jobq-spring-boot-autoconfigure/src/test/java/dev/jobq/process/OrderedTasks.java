package dev.jobq.process;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.history.HistoryFile;
import dev.jobq.store.JobDraft;
import dev.jobq.store.JobIntake;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/** Jobs that must run one after the other, and note when they do. */
public final class OrderedTasks {

    static final String FIFO = "fifo";
    static final String KEYED = "keyed";
    static final int KEYS = 12;

    private final HistoryFile history;

    OrderedTasks(HistoryFile history) {
        this.history = history;
    }

    /**
     * What a job is told.
     *
     * @param key its key
     */
    public record Ordered(String key) {}

    @JobHandler(topic = FIFO, type = "ordered")
    public void fifo(Ordered task, JobContext job) {
        run(FIFO, job);
    }

    @JobHandler(topic = KEYED, type = "ordered")
    public void keyed(Ordered task, JobContext job) {
        run(KEYED + task.key(), job);
    }

    /** Every tenth first attempt fails. */
    private void run(String key, JobContext job) {
        history.started(key, job.id(), job.fence());
        if (job.id().value() % 10 == 0 && job.attempt() == 1) {
            history.again(key, job.id(), job.fence());
            throw new IllegalStateException("on purpose");
        }
        history.completed(key, job.id(), job.fence());
    }

    /** Enqueues, alone and some at once, to both topics. */
    static void enqueue(JobIntake intake, HistoryFile history, String process, int tickets, Runner runner)
            throws Exception {
        Random random = new Random(process.hashCode());
        for (int i = 0; i < tickets; i++) {
            String ticket = process + "-" + i;
            String topic = random.nextBoolean() ? FIFO : KEYED;
            List<JobDraft> drafts = new ArrayList<>();
            List<String> keys = new ArrayList<>();
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                String key = "k" + random.nextInt(KEYS);
                keys.add(topic.equals(FIFO) ? FIFO : KEYED + key);
                drafts.add(new JobDraft(
                        topic,
                        "ordered",
                        Databases.CODEC.write(new Ordered(key)),
                        0,
                        JobDraft.Start.NOW,
                        JobDraft.Limits.NONE,
                        new JobDraft.Terms(null, null, key, null)));
            }
            List<JobId> ids = runner.run(ticket, () -> intake.insert(drafts));
            for (int j = 0; j < ids.size(); j++) {
                history.enqueued(ticket, keys.get(j), ids.get(j));
            }
        }
    }

    /** Runs an insert, with or without a transaction around it, and notes right before the commit that it comes. */
    interface Runner {
        List<JobId> run(String ticket, Callable<List<JobId>> insert) throws Exception;
    }
}

package dev.jobq.process;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JsonCodec;
import dev.jobq.store.JobDraft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Runs tasks and notes each in this process's history when it is through. */
public final class Tasks {

    static final String TOPIC = "tasks";

    private final Recorder recorder;

    Tasks(Recorder recorder) {
        this.recorder = recorder;
    }

    /** Where a task that is through is noted. */
    @FunctionalInterface
    interface Recorder {
        void ran(JobId id) throws IOException;
    }

    @JobHandler(topic = TOPIC)
    public void run(Task task, JobContext job) throws IOException, InterruptedException {
        long end = System.nanoTime() + task.micros() * 1000;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException("Task " + job.id() + " was interrupted");
            }
        }
        recorder.ran(job.id());
    }

    static List<JobDraft> drafts(int count, Task task, JsonCodec codec) {
        List<JobDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(new JobDraft(
                    TOPIC, Task.class.getSimpleName(), codec.write(task), 0, JobDraft.Start.NOW, JobDraft.Limits.NONE));
        }
        return drafts;
    }
}

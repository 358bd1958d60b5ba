package dev.jobq.benchmarks;

import dev.jobq.JobQuery;
import dev.jobq.JobQueue;
import dev.jobq.NewJob;
import dev.jobq.benchmarks.contender.JobqContender;
import dev.jobq.benchmarks.machine.Disk;
import dev.jobq.benchmarks.measure.Callers;
import dev.jobq.benchmarks.measure.Figures;
import dev.jobq.benchmarks.measure.Report;
import dev.jobq.benchmarks.measure.Rounds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether several SQLite files in one application do more than one. */
final class Files implements Benchmark {

    private static final int[] FILES = {1, 2, 4};
    private static final int[] CALLERS = {1, 16, 64};
    private static final JobQuery ANY = JobQuery.where("state[0]").is("WAITING");

    @Override
    public String about() {
        return "1, 2 and 4 SQLite files in one application, callers spread over them";
    }

    @Override
    public List<String> configuration(Options options) {
        return List.of("jobq: JobQueue.open of a file (WAL, synchronous=FULL), no Spring, no workers");
    }

    @Override
    public void run(Options options, Disk disk, Report report) {
        Duration time = options.seconds(3);
        for (int callers : CALLERS) {
            Rounds enqueue = new Rounds("files, enqueue, " + callers + " callers");
            Rounds poll = new Rounds("files, poll, " + callers + " callers");
            for (int files : FILES) {
                enqueue.add(
                        files + " files",
                        () -> on(
                                files,
                                disk,
                                queues -> Callers.callFor(
                                        time,
                                        callers,
                                        caller -> queues.get(caller % files).enqueue(JobqContender.job(0)))));
                poll.add(
                        files + " files",
                        () -> on(files, disk, queues -> {
                            for (int i = 0; i < callers * 2 * files; i++) {
                                queues.get(i % files)
                                        .create(NewJob.of("jobs", "payload").state(List.of("WAITING", i)));
                            }
                            return Callers.callFor(
                                    time,
                                    callers,
                                    caller -> queues.get(caller % files).poll(ANY, List.of("WAITING", caller)));
                        }));
            }
            enqueue.run(options.rounds(), report);
            poll.run(options.rounds(), report);
        }
    }

    private interface Run {
        Figures on(List<JobQueue> queues) throws Exception;
    }

    private static Figures on(int files, Disk disk, Run run) throws Exception {
        Path directory = disk.directory("files");
        List<JobQueue> queues = new ArrayList<>();
        try {
            for (int i = 0; i < files; i++) {
                queues.add(JobQueue.open(directory.resolve("jobs-" + i + ".db")));
            }
            return run.on(queues);
        } finally {
            queues.forEach(JobQueue::close);
            disk.delete(directory);
        }
    }
}

package dev.jobq;

import java.nio.file.Path;
import java.util.ServiceLoader;
import javax.sql.DataSource;

/** Opens queues without Spring; found by {@link ServiceLoader}, so that this package needs nothing below it. */
public interface JobQueueProvider {

    /** See {@link JobQueue#open(Path)}. */
    JobQueue open(Path file);

    /** See {@link JobQueue#open(DataSource)}. */
    JobQueue open(DataSource dataSource);

    /** See {@link JobQueue#inMemory()}. */
    JobQueue inMemory();

    /** The one on the class path. */
    static JobQueueProvider load() {
        return ServiceLoader.load(JobQueueProvider.class, JobQueueProvider.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new StoreSetupException(
                        "No " + JobQueueProvider.class.getName() + " on the class path: is the jar complete?"));
    }
}

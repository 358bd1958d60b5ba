package dev.jobq.standalone;

import dev.jobq.Enqueuer;
import dev.jobq.JobQueue;
import dev.jobq.JobQueueProvider;
import dev.jobq.JobTypes;
import dev.jobq.JsonCodec;
import dev.jobq.ProcessId;
import dev.jobq.StoreSetupException;
import dev.jobq.event.EventHub;
import dev.jobq.handler.HandlerJobTypes;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.json.JacksonJsonCodec;
import dev.jobq.queue.Admission;
import dev.jobq.queue.StoreJobQueue;
import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSettings;
import dev.jobq.store.jdbc.postgresql.PostgresJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Opens queues that enqueue and look, without handlers and without configuration: topics are what is enqueued to, types
 * what payload classes tell. Closing such a queue closes its store.
 */
public final class StandaloneQueueProvider implements JobQueueProvider {

    private static final String SYSTEM = "jobq";

    @Override
    public JobQueue open(Path file) {
        return open(settings -> SqliteJobStore.open(
                SqliteTarget.file(Objects.requireNonNull(file, "file")), settings, CallerTransaction.NONE));
    }

    @Override
    public JobQueue open(DataSource dataSource) {
        String product = productOf(Objects.requireNonNull(dataSource, "dataSource"));
        return switch (product) {
            case "SQLite" ->
                open(settings -> SqliteJobStore.open(SqliteTarget.of(dataSource), settings, CallerTransaction.NONE));
            case "PostgreSQL" ->
                open(settings -> PostgresJobStore.open(dataSource, true, settings, CallerTransaction.NONE));
            default ->
                throw new StoreSetupException(
                        "The DataSource is of %s: jobq keeps its jobs in SQLite or PostgreSQL".formatted(product));
        };
    }

    @Override
    public JobQueue inMemory() {
        return open(settings -> SqliteJobStore.open(SqliteTarget.memory(), settings, CallerTransaction.NONE));
    }

    private static JobQueue open(Function<StoreSettings, JobStore> opening) {
        JsonCodec codec = new JacksonJsonCodec();
        Enqueuer self = new Enqueuer(ProcessId.ofThisProcess(Clock.systemUTC().instant()), "", null, null, null);
        JobStore store = opening.apply(new StoreSettings(SYSTEM, StoreSettings.SchemaMode.CREATE, self, codec, null));
        EventHub events = new EventHub(store);
        JobTypes types = new HandlerJobTypes(HandlerRegistry.of(List.of(), codec), Map.of(), JobTypes.Options.NONE);
        return new StoreJobQueue(store, events, types, codec, Admission.OPEN, () -> {
            events.close();
            store.close();
        });
    }

    private static String productOf(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException ex) {
            throw new StoreSetupException("The DataSource gives no connection: " + ex.getMessage(), ex);
        }
    }
}

package dev.jobq.engine;

import dev.jobq.store.CallerTransaction;
import dev.jobq.store.JobStore;
import dev.jobq.store.PostgresFixture;
import dev.jobq.store.SqliteFileFixture;
import dev.jobq.store.StoreFixture;
import dev.jobq.store.jdbc.sqlite.SqliteJobStore;
import dev.jobq.store.jdbc.sqlite.SqliteTarget;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What the engine runs on, for tests of what depends on it: a parameter of theirs. */
enum Database {
    SQLITE {
        @Override
        JobStore open(@Nullable Clock clock) {
            return SqliteJobStore.open(
                    SqliteTarget.memory(), EngineHarness.settings("jobq", clock), CallerTransaction.NONE);
        }

        @Override
        Place place(Path folder) {
            return new Place(new SqliteFileFixture(folder));
        }
    },
    POSTGRESQL {
        @Override
        JobStore open(@Nullable Clock clock) {
            Server.FIXTURE.reset();
            return Server.FIXTURE.open(EngineHarness.settings(Server.FIXTURE.system(), clock), CallerTransaction.NONE);
        }

        @Override
        Place place(Path folder) {
            Server.FIXTURE.reset();
            return new Place(Server.FIXTURE);
        }
    };

    /** Opens an empty store. */
    final JobStore open() {
        return open(null);
    }

    /** Opens an empty store on a clock. */
    abstract JobStore open(@Nullable Clock clock);

    /** An empty place that several stores share, as several processes do. */
    abstract Place place(Path folder);

    /** A place for stores. */
    record Place(StoreFixture fixture) {

        JobStore open() {
            return open(CallerTransaction.NONE);
        }

        JobStore open(CallerTransaction transaction) {
            return fixture.open(EngineHarness.settings(fixture.system(), null), transaction);
        }
    }

    /** Started by the first test that needs it. */
    private static final class Server {
        private static final PostgresFixture FIXTURE = new PostgresFixture("engine");
    }
}

package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobq.JobContext;
import dev.jobq.JobId;
import dev.jobq.ProcessId;
import dev.jobq.StoreUnavailableException;
import dev.jobq.store.EventLimits;
import dev.jobq.store.JobLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogWriterTests {

    /** A log whose store is away at first. */
    private static final class Outage implements JobLog {
        private final List<Entry> written = new ArrayList<>();
        private boolean isOver;

        @Override
        public void append(JobId id, String event) {}

        @Override
        public void write(List<Entry> entries) {
            if (!isOver) {
                throw new StoreUnavailableException("away on purpose", null);
            }
            written.addAll(entries);
        }

        @Override
        public void keep(EventLimits limits) {}

        @Override
        public void worker(ProcessId worker, String type, @Nullable String data) {}

        @Override
        public void operated(ProcessId worker, String action, String by) {}
    }

    private final Outage store = new Outage();
    private final LogWriter writer = new LogWriter(store, () -> {});
    private final AttemptLog log = new AttemptLog(new JobId(1), 1, EngineHarness.CODEC, writer);

    @Test
    void anOutageFillsNoMemoryHoweverMuchIsSaid() {
        for (int round = 0; round < 50; round++) {
            for (int line = 0; line < 2_000; line++) {
                log.message(JobContext.Level.INFO, "round " + round);
            }
            assertThatThrownBy(writer::flush).isInstanceOf(StoreUnavailableException.class);
        }

        store.isOver = true;
        writer.flush();

        // What was tried first, and what an attempt may keep; each with the line that counts the rest.
        assertThat(store.written).hasSizeBetween(1_000, 2_002);
        assertThat(store.written.get(0).data()).contains("round 0");
        assertThat(store.written.get(store.written.size() - 1).data()).contains("entries were dropped");
    }

    @Test
    void whatWasSaidDuringAnOutageIsWrittenAfterIt() {
        log.message(JobContext.Level.INFO, "first");
        assertThatThrownBy(writer::flush).isInstanceOf(StoreUnavailableException.class);
        log.message(JobContext.Level.INFO, "second");
        assertThatThrownBy(writer::flush).isInstanceOf(StoreUnavailableException.class);

        store.isOver = true;
        writer.flush();

        assertThat(store.written).hasSize(2);
        assertThat(store.written.get(0).data()).contains("first");
        assertThat(store.written.get(1).data()).contains("second");
    }
}

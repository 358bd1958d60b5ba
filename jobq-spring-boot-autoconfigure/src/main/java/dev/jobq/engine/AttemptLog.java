package dev.jobq.engine;

import dev.jobq.JobContext.Level;
import dev.jobq.JobEvent;
import dev.jobq.JobId;
import dev.jobq.JsonCodec;
import dev.jobq.store.JobLog.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one attempt says, until it is written; bounded, so that a talkative job fills no memory. */
final class AttemptLog {

    private static final int MAX_WAITING = 1_000;
    private static final int MAX_STEPS = 1_000;
    private static final int MAX_NAME = 200;

    private final JobId job;
    private final long fence;
    private final JsonCodec codec;
    private final LogWriter writer;
    private final Deque<Line> lines = new ArrayDeque<>();
    private final List<Map<String, Object>> steps = new ArrayList<>();
    private final Map<String, Double> values = new LinkedHashMap<>();
    private @Nullable Progress progress;
    private @Nullable String step;
    private long stepBegan;
    private int dropped;
    private boolean isClosed;

    AttemptLog(JobId job, long fence, JsonCodec codec, LogWriter writer) {
        this.job = job;
        this.fence = fence;
        this.codec = codec;
        this.writer = writer;
    }

    synchronized void progress(long done, long total) {
        if (!isClosed) {
            progress = new Progress(done, total, step);
            writer.changed(this);
        }
    }

    synchronized void step(String name) {
        if (!isClosed) {
            endStep();
            step = BoundedText.of(name, MAX_NAME);
            stepBegan = System.nanoTime();
            add(new Line(JobEvent.Type.STEP, Map.of("name", step)));
        }
    }

    synchronized void message(Level level, String message) {
        if (!isClosed) {
            String text = BoundedText.of(message, Failures.MAX_MESSAGE);
            add(new Line(JobEvent.Type.MESSAGE, Map.of("level", level.name(), "message", text)));
        }
    }

    synchronized void stat(String name, double value) {
        // JSON has neither NaN nor infinity.
        if (!isClosed && Double.isFinite(value) && (values.size() < MAX_WAITING || values.containsKey(name))) {
            values.put(BoundedText.of(name, MAX_NAME), value);
        }
    }

    /** The steps and values so far as JSON, or null if there are none. */
    synchronized @Nullable String stats() {
        List<Map<String, Object>> all = new ArrayList<>(steps);
        Map<String, Object> current = current();
        if (current != null) {
            all.add(current);
        }
        return all.isEmpty() && values.isEmpty() ? null : codec.write(Map.of("steps", all, "values", values));
    }

    /** What is said from now on is dropped. Gives the steps and values as JSON, or null if there were none. */
    synchronized @Nullable String close() {
        if (isClosed) {
            return null;
        }
        endStep();
        isClosed = true;
        return stats();
    }

    /** Takes what waits to be written, in order. */
    synchronized List<Entry> drain() {
        List<Entry> entries = new ArrayList<>();
        if (dropped > 0) {
            String message = dropped + " entries were dropped: too many at once";
            lines.add(new Line(JobEvent.Type.MESSAGE, Map.of("level", Level.WARN.name(), "message", message)));
            dropped = 0;
        }
        lines.forEach(line -> entries.add(entry(line.type, line.data)));
        lines.clear();
        Progress last = progress;
        if (last != null) {
            Map<String, Object> data = new LinkedHashMap<>(Map.of("done", last.done, "total", last.total));
            if (last.step != null) {
                data.put("step", last.step);
            }
            entries.add(entry(JobEvent.Type.PROGRESS, data));
            progress = null;
        }
        return entries;
    }

    private Entry entry(JobEvent.Type type, Map<String, ?> data) {
        return new Entry(job, fence, type, codec.write(data));
    }

    private void add(Line line) {
        if (lines.size() < MAX_WAITING) {
            lines.add(line);
        } else {
            dropped++;
        }
        writer.changed(this);
    }

    private void endStep() {
        Map<String, Object> ended = current();
        if (ended != null) {
            steps.add(ended);
        }
        step = null;
    }

    private @Nullable Map<String, Object> current() {
        return step == null || steps.size() >= MAX_STEPS
                ? null
                : Map.of("name", step, "millis", (System.nanoTime() - stepBegan) / 1_000_000);
    }

    private record Progress(long done, long total, @Nullable String step) {}

    private record Line(JobEvent.Type type, Map<String, ?> data) {}
}

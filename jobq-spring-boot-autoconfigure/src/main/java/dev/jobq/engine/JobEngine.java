package dev.jobq.engine;

import dev.jobq.JobEvent;
import dev.jobq.JsonCodec;
import dev.jobq.ProcessId;
import dev.jobq.handler.HandlerMethod;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.JobStore;
import dev.jobq.store.WorkerView;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs jobs: the worker of this process. May be started again after a stop. */
public final class JobEngine implements WorkerView {

    private final JobStore store;
    private final HandlerRegistry handlers;
    private final JsonCodec codec;
    private final EngineSettings settings;
    private final BooleanSupplier roomForEvents;
    private final HandlerTransactions transactions;
    private final Object lifecycle = new Object();
    private volatile @Nullable RunningEngine running;

    /** An engine whose events nobody has to wait for. */
    public JobEngine(JobStore store, HandlerRegistry handlers, JsonCodec codec, EngineSettings settings) {
        this(store, handlers, codec, settings, () -> true, HandlerTransactions.NONE);
    }

    /**
     * An engine.
     *
     * @param roomForEvents whether the events that running a job makes can be taken; while not, no more jobs are claimed
     * @param transactions the application's
     */
    public JobEngine(
            JobStore store,
            HandlerRegistry handlers,
            JsonCodec codec,
            EngineSettings settings,
            BooleanSupplier roomForEvents,
            HandlerTransactions transactions) {
        if (!transactions.areAvailable()) {
            handlers.handlers().stream()
                    .filter(HandlerMethod::isTransactional)
                    .findFirst()
                    .ifPresent(handler -> {
                        throw handler.withoutTransactions();
                    });
        }
        this.store = store;
        this.handlers = handlers;
        this.codec = codec;
        this.settings = settings;
        this.roomForEvents = roomForEvents;
        this.transactions = transactions;
        store.onCommit(this::committed);
    }

    /**
     * Starts to claim and run jobs, in the background: a database that does not answer is tried again until it does. Does
     * nothing if it runs.
     */
    public void start() {
        synchronized (lifecycle) {
            if (running == null) {
                RunningEngine started =
                        new RunningEngine(store, handlers, codec, settings, roomForEvents, transactions);
                running = started;
                started.begin();
            }
        }
    }

    /**
     * Stops claiming, waits for running handlers as long as the grace time allows, interrupts those that are left, and hands
     * their jobs back without using up an attempt. Does nothing if it does not run.
     */
    public void stop() {
        synchronized (lifecycle) {
            RunningEngine stopping = running;
            if (stopping != null) {
                try {
                    stopping.stop();
                } finally {
                    running = null;
                }
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    @Override
    public @Nullable ProcessId worker() {
        RunningEngine engine = running;
        return engine == null ? null : engine.worker();
    }

    @Override
    public Map<String, Load> load() {
        RunningEngine engine = running;
        return engine == null ? Map.of() : engine.load();
    }

    @Override
    public @Nullable Trouble trouble() {
        RunningEngine engine = running;
        return engine == null ? null : engine.trouble();
    }

    private void committed(List<JobEvent> events) {
        RunningEngine engine = running;
        if (engine != null) {
            engine.committed(events);
        }
    }
}

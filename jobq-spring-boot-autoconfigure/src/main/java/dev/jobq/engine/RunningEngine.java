package dev.jobq.engine;

import dev.jobq.JobEvent;
import dev.jobq.JsonCodec;
import dev.jobq.ProcessId;
import dev.jobq.QueueClosedException;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.JobStore;
import dev.jobq.store.StoreSignals.Subscription;
import dev.jobq.store.TopicControl;
import dev.jobq.store.WorkerView.Load;
import dev.jobq.store.WorkerView.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of the engine, from a start to the stop: its parts, how they hang together, and the order in which they stop. */
final class RunningEngine {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Handlers that heed the interrupt have ended before another node gets their jobs. */
    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(500);

    private static final Duration BRIEF_REST = Duration.ofMillis(20);

    private final EngineSettings settings;
    private final JobStore store;
    private final Troubles troubles = new Troubles();
    private final Membership membership = new Membership();
    private final Timeouts timeouts = new Timeouts();
    private final List<Loop> loops = new ArrayList<>();

    private final Lanes lanes;
    private final LogWriter log;
    private final Totals totals;
    private final Dispatcher dispatcher;
    private final NodeKeeper keeper;
    private final Signals signals;
    private final Loop dispatching;
    private final Loop keeping;
    private final Subscription subscription;
    private final Subscription scheduleChanges;
    private final TopicControl.Registration changes;

    /** Starts it. */
    RunningEngine(
            JobStore store,
            HandlerRegistry handlers,
            JsonCodec codec,
            EngineSettings settings,
            BooleanSupplier roomForEvents,
            HandlerTransactions transactions) {
        this.store = store;
        this.settings = settings;
        EngineSettings.Timing timing = settings.timing();
        WakeUp dispatcherWakeUp = new WakeUp();
        WakeUp keeperWakeUp = new WakeUp();
        WakeUp stagerWakeUp = new WakeUp();
        WakeUp steeringWakeUp = new WakeUp();
        WakeUp logWakeUp = new WakeUp();
        WakeUp firerWakeUp = new WakeUp();

        Endings endings = new Endings(dispatcherWakeUp::signal);
        this.log = new LogWriter(store.log(), logWakeUp::signal);
        this.totals = new Totals(store.upkeep());
        Map<String, Lane> byTopic = new LinkedHashMap<>();
        Quarantine quarantine = new Quarantine(byTopic::get);
        ResultWriter results = new ResultWriter(codec, settings.maxResultBytes());
        HandlerCalls calls = new HandlerCalls(transactions, settings.onError() == null ? null : this::end);
        for (TopicSettings topic : served(handlers)) {
            JobRunner runner = new JobRunner(topic, handlers, results, store.exchange(), timeouts, calls);
            Terms terms = new Terms(topic, handlers.types(topic.name()), quarantine::isCleared);
            ExecutorService threads = SlotThreads.of(topic.name(), settings.virtualThreads());
            byTopic.put(topic.name(), new Lane(terms, runner, threads, endings::add, dispatcherWakeUp::signal));
        }
        this.lanes = new Lanes(byTopic, quarantine, roomForEvents);
        Stager stager = new Stager(store.upkeep(), timing.pollInterval(), stagerWakeUp::signal);
        JointEnds jointEnds = new JointEnds(store.exchange(), results, totals, stager::dueIn);
        AttemptFactory attempts = new AttemptFactory(codec, log, store.reader(), jointEnds);
        Settlement settlement = new Settlement(lanes, totals, stager::dueIn, handlers.errorHandlers(), store.reader());
        this.dispatcher = new Dispatcher(store.exchange(), membership, lanes, attempts, endings, settlement);
        Steering steering = new Steering(
                store.topicControl(),
                store.signals(),
                membership,
                lanes,
                dispatcherWakeUp::signal,
                timing.pollInterval());
        this.keeper = new NodeKeeper(store, settings, membership, lanes, dispatcher, steering);
        this.signals = new Signals(
                lanes,
                keeper.deleted(),
                dispatcherWakeUp::signal,
                stagerWakeUp::signal,
                keeperWakeUp::signal,
                steeringWakeUp::signal);
        Poll poll = new Poll(dispatcher, lanes, timing.pollInterval());
        Rescuer rescuer = new Rescuer(store.nodes(), store.log(), membership, keeper, timing.heartbeat());
        Purger purger = new Purger(store.upkeep(), settings.topics());
        Firer firer = new Firer(store.schedules(), membership, handlers.schedules(), timing);
        SecondChance secondChance = new SecondChance(store.upkeep(), lanes, handlers, System::nanoTime);
        Housekeeping housekeeping = new Housekeeping(
                keeper::giveBackStrays, store.upkeep(), totals, secondChance, membership, timing.heartbeat());

        this.dispatching = new Loop("jobq-dispatcher", dispatcherWakeUp, Duration.ZERO, poll::run, troubles);
        this.keeping = new Loop("jobq-keeper", keeperWakeUp, BRIEF_REST, keeper::beat, troubles);
        loops.add(new Loop("jobq-stager", stagerWakeUp, Stager.REST, stager::run, troubles));
        loops.add(new Loop("jobq-firer", firerWakeUp, Duration.ZERO, firer::run, troubles));
        Expirer expirer = new Expirer(store.upkeep(), timing.pollInterval());
        loops.add(new Loop("jobq-expirer", new WakeUp(), BRIEF_REST, expirer::run, troubles));
        loops.add(new Loop("jobq-steering", steeringWakeUp, Steering.REST, steering::run, troubles));
        loops.add(new Loop("jobq-rescuer", new WakeUp(), BRIEF_REST, rescuer::run, troubles));
        loops.add(new Loop("jobq-purger", new WakeUp(), BRIEF_REST, purger::run, troubles));
        loops.add(new Loop("jobq-housekeeping", new WakeUp(), BRIEF_REST, housekeeping::run, troubles));
        loops.add(new Loop("jobq-log", logWakeUp, LogWriter.REST, this::writeLog, troubles));

        // First, so that the loops' first looks miss nothing.
        this.subscription = store.signals().listen(signals);
        keeping.start();
        dispatching.start();
        loops.forEach(Loop::start);
        timeouts.every(timing.heartbeat().dividedBy(4), keeper::watch);
        this.scheduleChanges = store.schedules().onChange(firerWakeUp::signal);
        this.changes = store.topicControl().onChange(steering::look);
        store.intake().inlineClaimer(new InlineHandOver(lanes, membership, attempts, dispatcher));
    }

    /** To be called once {@link #committed} is. */
    void begin() {
        signals.lookAgain();
    }

    void committed(List<JobEvent> events) {
        signals.committed(events);
    }

    @Nullable ProcessId worker() {
        Registration registration = membership.holding();
        return registration == null ? null : registration.worker();
    }

    Map<String, Load> load() {
        return lanes.load();
    }

    @Nullable Trouble trouble() {
        return troubles.longest();
    }

    /** Stops claiming, lets handlers end, hands back the rest, and keeps the lease all the while. */
    void stop() {
        dispatcher.stopClaiming();
        attempt("the hand-over of new jobs", () -> store.intake().inlineClaimer(null));
        attempt("listening", subscription::close);
        attempt("listening to schedules", scheduleChanges::close);
        attempt("following operators", changes::close);
        lanes.close();
        boolean isIdle = isIdleWithin(settings.timing().shutdownGrace());
        loops.forEach(Loop::end);
        loops.forEach(loop -> loop.join(PATIENCE));
        if (!isIdle) {
            EngineLog.graceOver(lanes.abandon(attempt -> true));
            var unused = isIdleWithin(AFTER_INTERRUPT);
        }
        dispatching.end();
        dispatching.join(PATIENCE);
        attempt("recording what ended", this::recordAll);
        attempt("storing what jobs logged", log::flush);
        attempt("storing totals", totals::flush);
        keeping.end();
        keeping.join(PATIENCE);
        attempt("signing off", keeper::signOff);
        timeouts.stop();
        lanes.stop();
    }

    /** Starts nothing more, as the process is about to end. */
    private void end(Error error) {
        dispatcher.stopClaiming();
        lanes.close();
        Consumer<Error> onError = settings.onError();
        if (onError != null) {
            onError.accept(error);
        }
    }

    private boolean isIdleWithin(Duration grace) {
        try {
            return lanes.awaitIdle(grace);
        } catch (InterruptedException ex) {
            // Whoever stops us is in a hurry.
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Waits for what others have locked, and for a store that fails: whoever stops after this runs nothing again that is done.
     * One end that cannot be recorded keeps no other from it.
     */
    private void recordAll() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean isOver = false;
        while (!isOver) {
            isOver = Thread.currentThread().isInterrupted() || System.nanoTime() - deadline >= 0;
            try {
                dispatcher.record();
            } catch (QueueClosedException ex) {
                throw ex;
            } catch (RuntimeException | Error ex) {
                if (isOver) {
                    throw ex;
                }
            }
            isOver |= !dispatcher.hasUnrecorded();
            if (!isOver) {
                LockSupport.parkNanos(BRIEF_REST.toNanos());
            }
        }
    }

    private static void attempt(String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error ex) {
            EngineLog.stopFailed(what, ex);
        }
    }

    private Duration writeLog() {
        log.flush();
        return settings.timing().pollInterval();
    }

    private List<TopicSettings> served(HandlerRegistry handlers) {
        List<TopicSettings> served = new ArrayList<>();
        for (TopicSettings topic : settings.topics()) {
            if (handlers.types(topic.name()).isEmpty()) {
                EngineLog.topicWithoutHandler(topic.name());
            } else {
                served.add(topic);
            }
        }
        return served;
    }
}

package dev.jobq.engine;

import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobRef;
import dev.jobq.JobStatus;
import dev.jobq.handler.HandlerRegistry;
import dev.jobq.store.ClaimedJob;
import dev.jobq.store.EndedAttempt;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import dev.jobq.store.JobStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A dispatcher with one lane and a store, where nothing happens but what a test does: it trades, and runs what has a slot. */
final class TradingNode implements AutoCloseable {

    static final String TOPIC = "traded";

    static class Handlers {
        @JobHandler(topic = TOPIC)
        void run() {}
    }

    final JobStore store;
    final Lane lane;
    final Lanes lanes;
    final Dispatcher dispatcher;
    final Settlement settlement;
    final List<JobId> disowned = new ArrayList<>();
    /** Sees ends on their way to the store, and may throw. */
    volatile Consumer<List<EndedAttempt>> ends = ended -> {};
    /** Sees what trades bring. */
    volatile UnaryOperator<Trade> brought = trade -> trade;
    /** Called before the lane is asked for room. */
    volatile BooleanSupplier roomForEvents = () -> true;
    /** Takes what the lane hands on. */
    volatile Consumer<Finished> handedOn;
    /** How many calls of disown find no memory. */
    int failingDisowns;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Timeouts timeouts = new Timeouts();
    private final Registration registration;
    private final AttemptFactory attempts;

    TradingNode(Database database, int slots) {
        JobStore real = database.open();
        store = Tapped.exchangeOf(real, this::tap);
        real.topics().register(List.of(TOPIC));
        long node = real.nodes().register(EngineHarness.workerId(), List.of(TOPIC), Duration.ofMinutes(5));
        registration = new Registration(
                node, EngineHarness.workerId(), Duration.ofMinutes(5), Ticks.SYSTEM, Ticks.SYSTEM.now());
        Membership membership = new Membership();
        membership.enter(registration);
        Endings endings = new Endings(() -> {});
        handedOn = endings::add;
        TopicSettings topic = EngineFixture.topic(TOPIC, slots).prefetch(0).build();
        HandlerRegistry handlers = HandlerRegistry.of(List.of(new Handlers()), EngineHarness.CODEC);
        ResultWriter results = new ResultWriter(EngineHarness.CODEC, 1_000);
        Quarantine quarantine = new Quarantine(name -> lane());
        lane = new Lane(
                new Terms(topic, Set.of("default"), quarantine::isCleared),
                new JobRunner(
                        topic,
                        handlers,
                        results,
                        store.exchange(),
                        timeouts,
                        new HandlerCalls(HandlerTransactions.NONE)),
                new ManualThreads(),
                finished -> handedOn.accept(finished),
                () -> {});
        lanes = new Lanes(Map.of(TOPIC, lane), quarantine, () -> roomForEvents.getAsBoolean());
        Totals totals = new Totals(store.upkeep());
        attempts = new AttemptFactory(
                EngineHarness.CODEC,
                new LogWriter(store.log(), () -> {}),
                store.reader(),
                new JointEnds(store.exchange(), results, totals, delay -> {}));
        settlement = new Settlement(lanes, totals, delay -> {}, handlers.errorHandlers(), store.reader());
        dispatcher = new Dispatcher(store.exchange(), membership, lanes, attempts, endings, settlement);
    }

    private Lane lane() {
        return lane;
    }

    private Object tap(String method, Object[] args, Tapped.Call call) throws Throwable {
        switch (method) {
            case "trade" -> {
                @SuppressWarnings("unchecked")
                List<EndedAttempt> ended = (List<EndedAttempt>) args[1];
                if (!ended.isEmpty()) {
                    ends.accept(ended);
                }
                return brought.apply((Trade) call.make());
            }
            case "disown" -> {
                if (failingDisowns-- > 0) {
                    throw new Exhausted();
                }
                disowned.add(((JobRef) args[1]).id());
                return call.make();
            }
            default -> {
                return call.make();
            }
        }
    }

    List<JobId> enqueue(int jobs) {
        return store.intake()
                .insert(IntStream.range(0, jobs)
                        .mapToObj(n -> EngineHarness.draft(TOPIC, "default", n))
                        .toList());
    }

    /** Claims jobs past the dispatcher. */
    List<Attempt> claim(int jobs) {
        List<ClaimedJob> claimed = store.exchange()
                .trade(registration.node(), List.of(), List.of(new Wanted(TOPIC, jobs)))
                .claimed();
        return claimed.stream().map(job -> attempts.of(job, registration)).toList();
    }

    /** Runs what has a slot, on the calling thread. */
    void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    List<JobStatus> statuses(Collection<JobId> jobs) {
        return jobs.stream()
                .map(job -> store.reader().get(job).orElseThrow().status())
                .toList();
    }

    @Override
    public void close() {
        timeouts.stop();
        store.close();
    }

    private final class ManualThreads extends NoThreads {

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }
    }
}

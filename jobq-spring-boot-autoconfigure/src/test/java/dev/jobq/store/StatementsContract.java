package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jobq.JobQueue;
import dev.jobq.JobStatus;
import dev.jobq.Limits;
import dev.jobq.NewJob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How many statements a call takes: rules cost those topics something that have them, and never more for more jobs. */
abstract class StatementsContract extends StoreContract {

    /** Some reads come by the clock, once a second or a minute, with whatever call is due: not with most of them. */
    private static final int TIMES = 5;

    private final Logger statements = (Logger) LoggerFactory.getLogger("dev.jobq.store.jdbc.Call");
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private JobQueue queue;
    private int keys;

    @BeforeEach
    void listen() {
        queue = WaitContract.queueOn(store);
        // The store's own threads speak, too.
        told.list = new CopyOnWriteArrayList<>();
        told.start();
        statements.setLevel(Level.TRACE);
        statements.setAdditive(false);
        statements.addAppender(told);
    }

    @AfterEach
    void stopListening() {
        statements.detachAppender(told);
        statements.setAdditive(true);
        statements.setLevel(null);
        queue.close();
    }

    @Test
    void limitsOfOtherTopicsCostAPlainOneNothing() {
        List<String> enqueue = usual(this::enqueuePlain);
        List<String> claim = usual(this::claimPlain);
        List<String> idle = usual(this::claimNone);
        Limits all =
                Limits.NONE.globalConcurrency(3).rate("5/1s").keyConcurrency(1).keyRate("2/1s");
        store.topics()
                .declare(List.of(TopicRules.of(OTHER_TOPIC).maxQueued(1_000).limits(all)));
        for (int i = 0; i < 20; i++) {
            queue.enqueue(NewJob.of(OTHER_TOPIC, i).type(TYPE).key("k" + i % 3));
        }
        assertThat(worker.claim(OTHER_TOPIC, 20)).hasSize(3);

        assertThat(usual(this::enqueuePlain)).isEqualTo(enqueue);
        assertThat(usual(this::claimPlain)).isEqualTo(claim);
        assertThat(usual(this::claimNone)).isEqualTo(idle);
    }

    @Test
    void thoseThatHaveThemPay() {
        List<String> enqueue = usual(this::enqueuePlain);
        List<String> claim = usual(this::claimPlain);
        store.topics()
                .declare(List.of(TopicRules.of(TOPIC).maxQueued(1_000).limits(Limits.NONE.globalConcurrency(1_000))));

        // One statement on PostgreSQL, but one that does more.
        assertThat(usual(this::enqueuePlain)).isNotEqualTo(enqueue);
        assertThat(usual(this::claimPlain)).hasSizeGreaterThan(claim.size());
    }

    @Test
    void whatABoundedTopicTakesDoesNotDependOnHowManyWait() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).maxQueued(10_000)));
        fillTo(10);
        List<String> ofFew = usual(this::enqueuePlain);
        List<String> claimOfFew = usual(this::claimPlain);
        fillTo(5_000);

        assertThat(usual(this::enqueuePlain))
                .isEqualTo(ofFew)
                .containsAnyOf("room_enter", "insert_in_room")
                .doesNotContain("room_count");
        assertThat(usual(this::claimPlain)).isEqualTo(claimOfFew);
    }

    @Test
    void howManyKeysAreAtTheirLimitCostsTheClaimsOfOthersNothing() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).limits(Limits.NONE.keyConcurrency(1))));
        settleLimits();
        exhaust(1);
        List<String> besideOne = usual(this::claimOfANewKey);
        exhaust(1_000);
        // Those two look at all that runs.
        assertThat(usual(this::claimOfANewKey)).isEqualTo(besideOne).doesNotContain("limit_reap", "limit_adopt");
    }

    @Test
    void howManyKeysAreAtTheirRateCostsTheClaimsOfOthersNothing() {
        store.topics().declare(List.of(TopicRules.of(TOPIC).limits(Limits.NONE.keyRate("1/1h"))));
        exhaust(1);
        List<String> besideOne = usual(this::claimOfANewKey);
        exhaust(1_000);
        assertThat(usual(this::claimOfANewKey)).isEqualTo(besideOne);
    }

    /** So many keys have had what they may, and have more jobs that stood before all others. */
    private void exhaust(int count) {
        long running = depth(JobStatus.EXECUTING);
        long blocked = depth(JobStatus.BLOCKED);
        List<JobDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 3 * count; i++) {
            drafts.add(draft().about("exhausted-%d-%d".formatted(count, i % count))
                    .priority(9)
                    .build());
        }
        store.intake().insert(drafts);
        while (depth(JobStatus.AVAILABLE) > 0) {
            worker.claim(TOPIC, 1_000);
        }
        assertThat(depth(JobStatus.EXECUTING) - running).isEqualTo(count);
        assertThat(depth(JobStatus.BLOCKED) - blocked).isEqualTo(2L * count);
    }

    private void claimOfANewKey() {
        store.intake().insert(List.of(draft().about("free-" + keys++).build()));
        claimPlain();
    }

    /** Only who ran more often than attempts are kept has old ones to lose. */
    @Test
    void anEndCutsTheLogOfNoJobThatSeldomRan() {
        store.log().keep(new EventLimits(0, java.util.Map.of()));
        List<String> first = usual(this::retryPlain);
        for (int run = 0; run < 80; run++) {
            retryPlain();
        }
        assertThat(usual(this::retryPlain)).isEqualTo(first).doesNotContain("attempt_cut");
        for (int run = 0; run < 10; run++) {
            retryPlain();
        }
        assertThat(usual(this::retryPlain)).contains("attempt_cut").hasSize(first.size() + 1);
    }

    private void retryPlain() {
        if (depth(dev.jobq.JobStatus.AVAILABLE) == 0) {
            enqueuePlain();
        }
        worker.end(worker.claimOne(), Move.retry(java.time.Duration.ZERO, FAILURE));
        stageAll(java.time.Duration.ZERO);
    }

    private void fillTo(int jobs) {
        int missing = jobs - (int) depth(JobStatus.AVAILABLE);
        store.intake()
                .admit(Stream.generate(() -> draft().build()).limit(missing).toList());
    }

    private void enqueuePlain() {
        queue.enqueue(NewJob.of(TOPIC, "{}").type(TYPE));
    }

    private void claimPlain() {
        ClaimedJob claimed = worker.claimOne();
        assertThat(worker.end(claimed, Move.completed(null))).isTrue();
    }

    private void claimNone() {
        assertThat(worker.claim("elsewhere", 1)).isEmpty();
    }

    /** The names of the statements that it takes where none comes by the clock. */
    private List<String> usual(Runnable call) {
        call.run();
        return Stream.generate(() -> statementsOf(call))
                .limit(TIMES)
                .min(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    private List<String> statementsOf(Runnable call) {
        told.list.clear();
        call.run();
        // Notifications are gathered and sent by a thread of their own, before or after the call is over.
        List<String> names = told.list.stream()
                .map(ILoggingEvent::getMessage)
                .filter(name -> !name.equals("notify_apart"))
                .sorted()
                .toList();
        assertThat(names).isNotEmpty();
        return names;
    }
}

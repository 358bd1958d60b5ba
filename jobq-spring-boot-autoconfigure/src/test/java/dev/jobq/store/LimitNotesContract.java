package dev.jobq.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Limits;
import dev.jobq.store.JobExchange.Trade;
import dev.jobq.store.JobExchange.Wanted;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a claim of a limited topic knows of what others claimed and ended. */
abstract class LimitNotesContract extends StoreContract {

    @Test
    void endsThatNobodyNotedAreFoundSecondsLater() throws SQLException {
        declare(Limits.NONE.globalConcurrency(1));
        settleLimits();
        enqueueMany(2);
        assertThat(worker.end(worker.claimOne(), Move.completed(null))).isTrue();
        try (Connection connection = fixture().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("DELETE FROM " + fixture().system() + "_limit_ended"))
                    .isOne();
        }
        Trade trade = worker.trade(List.of(), new Wanted(TOPIC, 10));
        assertThat(trade.claimed()).isEmpty();
        clock.advance(trade.limited().get(0).again());
        assertThat(worker.claim(10)).hasSize(1);
    }

    @Test
    void anEndInTheApplicationsTransactionFreesItsSlotWithItsCommit() throws Exception {
        declare(Limits.NONE.globalConcurrency(1));
        settleLimits();
        ApplicationTransactions transactions =
                new ApplicationTransactions(fixture().dataSource());
        JobStore inside = open(settings(usualMode()), transactions);
        Worker joint = Worker.register(inside);
        enqueueMany(3);
        EndedAttempt ended = Worker.ended(joint.claimOne(), Move.completed(null));
        transactions.commit(() -> {
            inside.exchange().endInTransaction(joint.node(), ended, new JobExchange.Owner() {
                @Override
                public boolean holds() {
                    return true;
                }

                @Override
                public void committed() {}

                @Override
                public void undone() {}

                @Override
                public boolean isWritten() {
                    return true;
                }
            });
            return null;
        });
        assertThat(worker.claim(10)).hasSize(1);
    }

    /** It claims as if there was no limit, unless it hears of it within that moment. */
    @Test
    void whatANodeClaimedBeforeItHeardOfTheLimitCountsHoweverLateTheNextClaimIs() {
        JobStore other = open();
        Worker late = Worker.register(other);
        assertThat(late.claim(1)).isEmpty();
        enqueueMany(20);
        declare(Limits.NONE.globalConcurrency(3));
        List<ClaimedJob> first = worker.claim(10);
        assertThat(first).hasSize(3);
        int more = late.claim(3).size();
        clock.advance(Duration.ofSeconds(30));
        first.forEach(job -> assertThat(worker.end(job, Move.completed(null))).isTrue());
        assertThat(worker.claim(10)).hasSize(3 - more);
    }

    private void declare(Limits limits) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).limits(limits)));
    }
}

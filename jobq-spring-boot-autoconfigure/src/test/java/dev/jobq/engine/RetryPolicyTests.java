package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.Backoff;
import dev.jobq.JobStatus;
import dev.jobq.store.JobDraft;
import dev.jobq.store.Move;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTests {

    private static final Move.Failure FAILURE = new Move.Failure("java.lang.Error", "no", "");

    private static final TopicSettings TOPIC = EngineFixture.topic("emails", 1)
            .maxAttempts(50)
            .backoff(Backoff.exponential(Duration.ofSeconds(15)))
            .build();

    @Test
    void the49thFailureIsTriedAgain() {
        Move move = RetryPolicy.of(JobDraft.Limits.NONE, null, TOPIC).afterFailure(49, FAILURE, null);

        assertThat(move.to()).isEqualTo(JobStatus.RETRYABLE);
        assertThat(move.delay()).isEqualTo(Duration.ofSeconds(49L * 49 * 49 * 49 + 15));
        assertThat(move.error()).isEqualTo(FAILURE);
    }

    @Test
    void the50thFailureDiscards() {
        Move move = RetryPolicy.of(JobDraft.Limits.NONE, null, TOPIC).afterFailure(50, FAILURE, null);

        assertThat(move.to()).isEqualTo(JobStatus.DISCARDED);
        assertThat(move.reason()).isEqualTo("attempt 50 of 50 failed");
        assertThat(move.error()).isEqualTo(FAILURE);
    }

    @Test
    void theJobsOwnLimitGoesFirst() {
        RetryPolicy policy = RetryPolicy.of(new JobDraft.Limits(2, null), null, TOPIC);

        assertThat(policy.afterFailure(1, FAILURE, null).to()).isEqualTo(JobStatus.RETRYABLE);
        assertThat(policy.afterFailure(2, FAILURE, null).to()).isEqualTo(JobStatus.DISCARDED);
    }

    @Test
    void retryInReplacesTheBackoff() {
        Move move = RetryPolicy.of(JobDraft.Limits.NONE, null, TOPIC).afterFailure(1, FAILURE, Duration.ofSeconds(3));

        assertThat(move.delay()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aBackoffThatFailsWithAnErrorIsReplaced() {
        assertThat(new RetryPolicy("emails", 9, failures -> {
                            throw new AssertionError("broken");
                        })
                        .afterFailure(1, FAILURE, null)
                        .delay())
                .isEqualTo(Duration.ofSeconds(16));
    }

    @Test
    void aBackoffThatThrowsOrSaysNonsenseIsReplaced() {
        assertThat(new RetryPolicy("emails", 9, failures -> Duration.ofSeconds(-1))
                        .afterFailure(1, FAILURE, null)
                        .delay())
                .isEqualTo(Duration.ofSeconds(16));
        assertThat(new RetryPolicy("emails", 9, failures -> {
                            throw new IllegalStateException("broken");
                        })
                        .afterFailure(2, FAILURE, null)
                        .delay())
                .isEqualTo(Duration.ofSeconds(31));
    }
}

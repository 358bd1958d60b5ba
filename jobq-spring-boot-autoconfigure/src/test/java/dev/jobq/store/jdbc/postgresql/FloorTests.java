package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.store.jdbc.Call;
import dev.jobq.store.jdbc.postgresql.Floor.Part;
import dev.jobq.store.jdbc.postgresql.Floor.Place;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FloorTests {

    private static final Part EVERYWHERE = new Part("t", Short.MIN_VALUE, Short.MAX_VALUE, Long.MIN_VALUE);
    private static final long SLACK = Call.micros(Floors.SLACK);
    private static final Duration FAST = Duration.ofMillis(1);
    /** So long that the next look everywhere is half a minute away. */
    private static final Duration SLOW = Duration.ofSeconds(10);

    private final AtomicLong ticks = new AtomicLong();
    private final Floor floor = new Floor("t", ticks::get);

    @Test
    void theFirstClaimLooksEverywhere() {
        assertThat(floor.begin().parts()).containsExactly(EVERYWHERE);
    }

    @Test
    void theNextOneBeginsALittleBeforeTheFirstJobThatWasTaken() {
        claim(false, SLOW, at(0, 5_000_000), at(0, 4_000_000));
        assertThat(floor.begin().parts())
                .containsExactly(
                        new Part("t", Short.MIN_VALUE, -1, Long.MIN_VALUE),
                        new Part("t", 0, 0, 4_000_000 - SLACK),
                        new Part("t", 1, Short.MAX_VALUE, Long.MIN_VALUE));
    }

    @Test
    void eachRankHasAFloorOfItsOwn() {
        claim(false, SLOW, at(0, 5_000_000));
        claim(false, SLOW, at(-1, 7_000_000), at(3, 6_000_000));
        assertThat(floor.begin().parts())
                .containsExactly(
                        new Part("t", Short.MIN_VALUE, -2, Long.MIN_VALUE),
                        new Part("t", -1, -1, 7_000_000 - SLACK),
                        new Part("t", 0, 0, 5_000_000 - SLACK),
                        new Part("t", 1, 2, Long.MIN_VALUE),
                        new Part("t", 3, 3, 6_000_000 - SLACK),
                        new Part("t", 4, Short.MAX_VALUE, Long.MIN_VALUE));
    }

    @Test
    void aReturnedJobIsLookedForEverywhere() {
        claim(false, SLOW, at(0, 5_000_000));
        floor.forget();
        assertThat(floor.begin().parts()).containsExactly(EVERYWHERE);
    }

    @Test
    void aJobThatIsReturnedDuringAClaimIsNotForgotten() {
        Floor.Look look = floor.begin();
        floor.forget();
        floor.end(look, List.of(at(0, 5_000_000)), false, SLOW);
        assertThat(floor.begin().parts()).containsExactly(EVERYWHERE);
    }

    @Test
    void whoFindsTooFewLooksEverywhereIfThatIsCheap() {
        claim(false, FAST, at(0, 5_000_000));
        Floor.Look look = floor.begin();
        assertThat(look.isSweep()).isFalse();
        assertThat(floor.end(look, List.of(at(0, 6_000_000)), true, FAST)).isTrue();
        Floor.Look everywhere = floor.begin();
        assertThat(everywhere.parts()).containsExactly(EVERYWHERE);
        assertThat(floor.end(everywhere, List.of(), true, FAST)).isFalse();
        assertThat(floor.begin().isSweep()).isTrue();
    }

    @Test
    void whoFindsTooFewLeavesItAtThatWhileALookEverywhereTakesLong() {
        claim(false, SLOW, at(0, 5_000_000));
        Floor.Look look = floor.begin();
        assertThat(floor.end(look, List.of(at(0, 6_000_000)), true, FAST)).isFalse();
        assertThat(floor.begin().isSweep()).isFalse();
    }

    @Test
    void whoFindsNothingLooksEverywhereHoweverLongThatTakes() {
        claim(false, SLOW, at(0, 5_000_000));
        assertThat(floor.end(floor.begin(), List.of(), true, FAST)).isTrue();
    }

    @Test
    void whatEverybodyElseReturnsIsLookedForNowAndThen() {
        claim(false, SLOW, at(0, 5_000_000));
        ticks.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertThat(floor.begin().isSweep()).isFalse();
        ticks.incrementAndGet();
        assertThat(floor.begin().parts()).containsExactly(EVERYWHERE);
    }

    @Test
    void aCheapLookEverywhereIsDueSooner() {
        claim(false, FAST, at(0, 5_000_000));
        ticks.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(floor.begin().isSweep()).isTrue();
    }

    @Test
    void aJobThatIsFoundAnywayMovesNoFloor() {
        claim(false, SLOW, new Place(0, 1_000_000, true), at(0, 5_000_000));
        claim(false, SLOW, new Place(0, 2_000_000, true), new Place(1, 3_000_000, true));
        assertThat(floor.begin().parts())
                .containsExactly(
                        new Part("t", Short.MIN_VALUE, -1, Long.MIN_VALUE),
                        new Part("t", 0, 0, 5_000_000 - SLACK),
                        new Part("t", 1, Short.MAX_VALUE, Long.MIN_VALUE));
    }

    private static Place at(int rank, long runAt) {
        return new Place(rank, runAt, false);
    }

    private void claim(boolean isShort, Duration took, Place... places) {
        floor.end(floor.begin(), List.of(places), isShort, took);
    }
}

package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.Cadence;
import dev.jobq.InvalidScheduleException;
import dev.jobq.JobId;
import dev.jobq.Schedule.Rules;
import dev.jobq.recurring.Timetable;
import dev.jobq.store.ScheduleStore.Declared;
import dev.jobq.store.ScheduleStore.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Schedules: changed, paused, declared by code, removed. */
abstract class ScheduleChangeContract extends ScheduleFixture {

    @Test
    void aChangedCadenceIsTimedAnewAndAnUnchangedOneIsNot() {
        Instant made = now();
        put(plan("hourly", HOURLY));
        clock.advance(Duration.ofMinutes(40));
        StoredSchedule sameTimes = put(new SchedulePlan(
                "hourly", HOURLY, Rules.DEFAULT, draft().payload("7").build()));
        assertThat(sameTimes.state().nextFireAt()).isEqualTo(made.plus(Duration.ofHours(1)));
        assertThat(sameTimes.plan().job().payload()).isEqualTo("7");
        assertThat(sameTimes.state().changedAt()).isEqualTo(now());
        StoredSchedule anew = put(plan("hourly", Cadence.every(Duration.ofHours(2))));
        assertThat(anew.state().nextFireAt()).isEqualTo(now().plus(Duration.ofHours(2)));
        assertThat(anew.state().createdAt()).isEqualTo(made);
        clock.advance(Duration.ofMinutes(1));
        assertThat(put(anew.plan())).isEqualTo(anew);
    }

    @Test
    void aFireComputedFromWhatWasChangedMeanwhileIsNotMade() {
        put(plan("hourly", HOURLY));
        clock.advance(Duration.ofHours(1));
        StoredSchedule seen = due();
        put(new SchedulePlan(
                "hourly", HOURLY, Rules.DEFAULT, draft().payload("7").build()));
        assertThat(fire(seen)).isNull();
        assertThat(fire(due())).hasSize(1);
    }

    @Test
    void pausedItIsNeverDueAndResumedItLeavesOutWhatPassed() {
        put(plan("hourly", HOURLY));
        StoredSchedule seen = schedules().get("hourly").orElseThrow();
        assertThat(schedules().pause("hourly")).isTrue();
        assertThat(schedules().pause("hourly")).isFalse();
        clock.advance(Duration.ofMinutes(210));
        assertThat(schedules().due(1)).isEqualTo(new Due(now(), List.of(), null));
        assertThat(fire(seen)).isNull();
        StoredSchedule changed = put(plan("hourly", DAILY));
        assertThat(changed.state().isPaused()).isTrue();
        assertThat(changed.state().nextFireAt()).isNull();
        put(plan("hourly", HOURLY));
        assertThat(schedules().resume("hourly", Timetable::firstAfter)).isTrue();
        assertThat(schedules().resume("hourly", Timetable::firstAfter)).isFalse();
        assertThat(schedules().get("hourly").orElseThrow().state().nextFireAt())
                .isEqualTo(now().plus(Duration.ofHours(1)));
        assertThat(schedules().pause("unknown")).isFalse();
        assertThat(schedules().resume("unknown", Timetable::firstAfter)).isFalse();
    }

    @Test
    void resumingKeepsTheRhythmOfAFixedRate() {
        put(plan("hourly", HOURLY));
        Instant made = now();
        schedules().pause("hourly");
        clock.advance(Duration.ofMinutes(210));
        schedules().resume("hourly", Timetable::firstAfter);
        assertThat(schedules().get("hourly").orElseThrow().state().nextFireAt())
                .isEqualTo(made.plus(Duration.ofHours(4)));
    }

    @Test
    void aRemovedScheduleLeavesItsJobs() {
        put(plan("hourly", HOURLY));
        clock.advance(Duration.ofHours(1));
        StoredSchedule seen = due();
        JobId job = fire(seen).get(0).job();
        assertThat(schedules().remove("hourly")).isTrue();
        assertThat(schedules().remove("hourly")).isFalse();
        assertThat(schedules().list()).isEmpty();
        assertThat(fire(seen)).isNull();
        assertThat(job(job).fire()).isNotNull();
    }

    @Test
    void declaringTellsWhatIsNewChangedTakenOverAndGone() {
        put(plan("mine", HOURLY));
        assertThat(declare(plan("a", HOURLY), plan("b", DAILY), plan("mine", HOURLY)))
                .isEqualTo(new Declared(List.of("a", "b"), List.of(), List.of("mine"), List.of()));
        assertThat(declare(plan("a", HOURLY), plan("b", DAILY), plan("mine", HOURLY)))
                .isEqualTo(new Declared(List.of(), List.of(), List.of(), List.of()));
        assertThat(declare(plan("b", HOURLY)))
                .isEqualTo(new Declared(List.of(), List.of("b"), List.of(), List.of("a", "mine")));
        assertThat(schedules().get("a").orElseThrow().origin().isDeclared()).isFalse();
        assertThat(schedules().get("a").orElseThrow().state().nextFireAt())
                .as("it goes on")
                .isNotNull();
        assertThat(declare(plan("a", HOURLY), plan("b", HOURLY)))
                .isEqualTo(new Declared(List.of(), List.of(), List.of(), List.of("mine")));
        assertThat(schedules().get("a").orElseThrow().origin().isDeclared()).isTrue();
    }

    @Test
    void whatCodeDeclaresIsNotChangedByTheApi() {
        declare(plan("a", HOURLY));
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> put(plan("a", DAILY)))
                .withMessageContaining("'a' is declared by the code of application 'shop'");
        assertThat(schedules().get("a").orElseThrow().plan().cadence()).isEqualTo(HOURLY);
        declare();
        assertThat(put(plan("a", DAILY)).origin().isCode()).isFalse();
    }

    @Test
    void nodesThatDeclareTheSameSideBySideMakeItOnce() throws Exception {
        AtomicInteger created = new AtomicInteger();
        Threads.together(
                4,
                number -> created.addAndGet(
                        declare(plan("a", HOURLY), plan("b", DAILY)).created().size()));
        assertThat(schedules().list()).hasSize(2);
        assertThat(schedules().list())
                .allSatisfy(one -> assertThat(one.revision()).isEqualTo(1));
    }

    @Test
    void changesAreTold() {
        AtomicInteger told = new AtomicInteger();
        schedules().onChange(told::incrementAndGet);
        put(plan("a", HOURLY));
        assertThat(told).hasValue(1);
        schedules().pause("a");
        schedules().resume("a", Timetable::firstAfter);
        assertThat(told).hasValue(2);
    }
}

package dev.jobq.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobq.Cadence;
import dev.jobq.Job;
import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JsonCodec;
import dev.jobq.Misfire;
import dev.jobq.RecurringJob;
import dev.jobq.Schedule.Rules;
import dev.jobq.json.JacksonJsonCodec;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

// Handlers are found and called by reflection.
@SuppressWarnings({"UnusedMethod", "UnusedVariable"})
class DeclaredScheduleTests {

    private static final JsonCodec CODEC = new JacksonJsonCodec();

    record Figures(String name, int year) {}

    static class Reports {

        @RecurringJob(name = "tidy", every = "15m")
        void tidy(JobContext context, Job job) {}

        @RecurringJob(
                name = "figures",
                cron = "0 0 3 * * *",
                zone = "Europe/Berlin",
                misfire = Misfire.CATCH_UP,
                catchUp = 5,
                allowOverlap = false,
                payload = "{\"name\":\"sales\",\"year\":2026}")
        @JobHandler(topic = "reports")
        void figures(Figures figures) {}

        @RecurringJob(name = "${site}-digest", cron = "${digest.cron}", misfire = Misfire.SKIP)
        @JobHandler(topic = "reports", type = "digest")
        void digest() {}
    }

    @Test
    void whatAnnotationsSay() {
        HandlerRegistry registry =
                scan(new Reports(), Map.of("${site}-digest", "home-digest", "${digest.cron}", "0 0 9 * * MON"));

        assertThat(registry.schedules())
                .extracting(DeclaredSchedule::name)
                .containsExactly("figures", "home-digest", "tidy");
        DeclaredSchedule figures = registry.schedules().get(0);
        assertThat(figures.cadence()).isEqualTo(Cadence.cron("0 0 3 * * *", ZoneId.of("Europe/Berlin")));
        assertThat(figures.rules()).isEqualTo(new Rules(Misfire.CATCH_UP, 5, false));
        assertThat(figures.payload()).isEqualTo("{\"name\":\"sales\",\"year\":2026}");
        assertThat(figures.handler())
                .isSameAs(registry.find("reports", "Figures").orElseThrow());
        DeclaredSchedule digest = registry.schedules().get(1);
        assertThat(digest.cadence()).isEqualTo(Cadence.cron("0 0 9 * * MON"));
        assertThat(digest.rules()).isEqualTo(new Rules(Misfire.SKIP, 10, true));
        assertThat(digest.payload()).isEqualTo("null");
    }

    @Test
    void aMethodThatIsNoHandlerBecomesOne() {
        HandlerRegistry registry = HandlerRegistry.of(List.of(new Tidy()), CODEC);

        DeclaredSchedule tidy = registry.schedules().get(0);
        assertThat(tidy.cadence()).isEqualTo(Cadence.every(Duration.ofMinutes(15)));
        assertThat(tidy.rules()).isEqualTo(Rules.DEFAULT);
        assertThat(tidy.handler().topic()).isEqualTo("recurring");
        assertThat(tidy.handler().type()).isEqualTo("tidy");
        assertThat(registry.find("recurring", "tidy")).containsSame(tidy.handler());
        assertThat(HandlerRegistry.isCandidate(Tidy.class)).isTrue();
    }

    static class Tidy {
        @RecurringJob(name = "tidy", every = "15m")
        void tidy() {}
    }

    static class BadCron {
        @RecurringJob(name = "bad", cron = "0 0 25 * * *")
        void run() {}
    }

    static class NeverFires {
        @RecurringJob(name = "bad", cron = "0 0 0 30 2 *")
        void run() {}
    }

    static class BadZone {
        @RecurringJob(name = "bad", cron = "0 0 3 * * *", zone = "Europe/Bern")
        void run() {}
    }

    static class ZeroInterval {
        @RecurringJob(name = "bad", every = "0s")
        void run() {}
    }

    static class NoInterval {
        @RecurringJob(name = "bad", every = "often")
        void run() {}
    }

    static class Both {
        @RecurringJob(name = "bad", every = "5m", cron = "0 0 3 * * *")
        void run() {}
    }

    static class Neither {
        @RecurringJob(name = "bad")
        void run() {}
    }

    static class ZoneOfRate {
        @RecurringJob(name = "bad", every = "5m", zone = "Europe/Berlin")
        void run() {}
    }

    static class NoName {
        @RecurringJob(name = " ", every = "5m")
        void run() {}
    }

    static class CatchUpOfOther {
        @RecurringJob(name = "bad", every = "5m", catchUp = 3)
        void run() {}
    }

    static class CatchUpTooMuch {
        @RecurringJob(name = "bad", every = "5m", misfire = Misfire.CATCH_UP, catchUp = 1001)
        void run() {}
    }

    static class PayloadOfNoHandler {
        @RecurringJob(name = "bad", every = "5m")
        void run(Figures figures) {}
    }

    static class NoPayload {
        @RecurringJob(name = "bad", every = "5m")
        @JobHandler(topic = "reports")
        void run(Figures figures) {}
    }

    static class PayloadThatDoesNotFit {
        @RecurringJob(name = "bad", every = "5m", payload = "[7]")
        @JobHandler(topic = "reports")
        void run(Figures figures) {}
    }

    static class NoJson {
        @RecurringJob(name = "bad", every = "5m", payload = "{sales}")
        @JobHandler(topic = "reports")
        void run(dev.jobq.JsonValue figures) {}
    }

    static class PayloadForNobody {
        @RecurringJob(name = "bad", every = "5m", payload = "7")
        @JobHandler(topic = "reports")
        void run() {}
    }

    static class Unresolved {
        @RecurringJob(name = "bad", cron = "${missing}")
        void run() {}
    }

    static class Twice {
        @RecurringJob(name = "tidy", every = "5m")
        @JobHandler(topic = "reports")
        void again() {}
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(new BadCron(), "cron '0 0 25 * * *'"),
                Arguments.of(new NeverFires(), "cron '0 0 0 30 2 *' never fires"),
                Arguments.of(new BadZone(), "zone 'Europe/Bern' is unknown"),
                Arguments.of(new ZeroInterval(), "every 'PT0S' is out of range"),
                Arguments.of(new NoInterval(), "every 'often' is no duration"),
                Arguments.of(new Both(), "one of cron '0 0 3 * * *' and every 'PT5M'"),
                Arguments.of(new Neither(), "one of cron '' and every ''"),
                Arguments.of(new ZoneOfRate(), "zone 'Europe/Berlin'"),
                Arguments.of(new NoName(), "schedule '' is not allowed"),
                Arguments.of(new CatchUpOfOther(), "catchUp 3 says nothing about misfire FIRE_ONCE"),
                Arguments.of(new CatchUpTooMuch(), "catchUp 1001 is out of range"),
                Arguments.of(new PayloadOfNoHandler(), "takes a payload"),
                Arguments.of(new NoPayload(), "takes a payload"),
                Arguments.of(new PayloadThatDoesNotFit(), "payload '[7]' does not fit"),
                Arguments.of(new NoJson(), "payload '{sales}' does not fit"),
                Arguments.of(new PayloadForNobody(), "takes no payload, but its schedule gives '7'"),
                Arguments.of(new Unresolved(), "'${missing}' in its @RecurringJob cannot be resolved: nothing known"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamed(Object bean, String named) {
        assertThatExceptionOfType(InvalidHandlerException.class)
                .isThrownBy(() -> scan(bean, Map.of()))
                .withMessageContaining(bean.getClass().getSimpleName() + ".run")
                .withMessageContaining(named);
    }

    @Test
    void twoSchedulesOfOneNameAreRefused() {
        assertThatExceptionOfType(InvalidHandlerException.class)
                .isThrownBy(() -> HandlerRegistry.of(List.of(new Tidy(), new Twice()), CODEC))
                .withMessageContaining("schedule 'tidy' is declared by")
                .withMessageContaining("Tidy.tidy already");
    }

    private static HandlerRegistry scan(Object bean, Map<String, String> placeholders) {
        return HandlerRegistry.scan(List.of(HandlerBean.of(bean)), CODEC, text -> {
            if (text.equals("${missing}")) {
                throw new IllegalArgumentException("nothing known");
            }
            return placeholders.getOrDefault(text, text);
        });
    }
}

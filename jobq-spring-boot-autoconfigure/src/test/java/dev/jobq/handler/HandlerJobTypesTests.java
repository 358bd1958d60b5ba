package dev.jobq.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobHandler;
import dev.jobq.JobType;
import dev.jobq.JobTypes.Options;
import dev.jobq.JobTypes.Route;
import dev.jobq.json.JacksonJsonCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandlerJobTypesTests {

    record Welcome(String name) {}

    record Unknown(String name) {}

    @JobType(topic = "billing", value = "invoice", maxAttempts = 7)
    static class Invoice {}

    static class Reminder extends Invoice {}

    interface Shape {}

    record Circle(int radius) implements Shape {}

    static class Handlers {
        @JobHandler(topic = "emails", type = "hello", priority = 4)
        void welcome(Welcome payload) {}

        @JobHandler(topic = "drawing", type = "shape")
        void draw(Shape payload) {}

        @JobHandler(topic = "single", type = "only")
        void only(String payload) {}

        @JobHandler(topic = "anything", type = "any")
        void any(Object payload) {}
    }

    static class MoreWelcomes {
        @JobHandler(topic = "letters")
        void welcome(Welcome payload) {}
    }

    private static final Options DEFAULTS = new Options(0, 50, null);

    private final HandlerJobTypes types = types(new Handlers());

    @Test
    void theHandlerOfTheExactClassTells() {
        Route route = types.routeOf(Welcome.class).orElseThrow();

        assertThat(route.topic()).isEqualTo("emails");
        assertThat(route.type()).isEqualTo("hello");
    }

    @Test
    void withoutOneTheClassesAnnotationTells() {
        assertThat(types.routeOf(Invoice.class))
                .map(route -> route.topic() + "/" + route.type())
                .contains("billing/invoice");
        assertThat(types.routeOf(Reminder.class))
                .map(route -> route.topic() + "/" + route.type())
                .contains("billing/invoice");
    }

    @Test
    void withoutEitherTheHandlerOfAnInterfaceTells() {
        assertThat(types.routeOf(Circle.class))
                .map(route -> route.topic() + "/" + route.type())
                .contains("drawing/shape");
    }

    @Test
    void whatNobodyKnowsHasNoRoute() {
        assertThat(types.routeOf(Unknown.class)).isEmpty();
    }

    @Test
    void twoTopicsForOneClassTellNothing() {
        HandlerJobTypes ambiguous = types(new Handlers(), new MoreWelcomes());

        assertThat(ambiguous.routeOf(Welcome.class)).isEmpty();
        assertThat(ambiguous.routeOf("letters", null, Welcome.class).type()).isEqualTo("Welcome");
    }

    @Test
    void inAGivenTopicTheTypeComesFromTheMostSpecific() {
        assertThat(types.routeOf("emails", "given", Welcome.class).type()).isEqualTo("given");
        assertThat(types.routeOf("emails", null, Invoice.class).type()).isEqualTo("invoice");
        assertThat(types.routeOf("emails", null, Welcome.class).type()).isEqualTo("hello");
        assertThat(types.routeOf("drawing", null, Circle.class).type()).isEqualTo("shape");
        assertThat(types.routeOf("elsewhere", null, Unknown.class).type()).isEqualTo("Unknown");
        assertThat(types.routeOf("single", null, String.class).type()).isEqualTo("only");
        assertThat(types.routeOf("single", null, null).type()).isEqualTo("only");
        assertThat(types.routeOf("elsewhere", null, String.class).type()).isEqualTo("default");
    }

    @Test
    void optionsComeFromTheHandlerThenThePayloadThenTheTopicThenTheDefaults() {
        assertThat(types.routeOf(Welcome.class).orElseThrow().options())
                .isEqualTo(new Options(4, 9, Duration.ofSeconds(5)));
        assertThat(types.routeOf(Invoice.class).orElseThrow().options()).isEqualTo(new Options(0, 7, null));
        assertThat(types.routeOf("elsewhere", null, Unknown.class).options()).isEqualTo(DEFAULTS);
    }

    @Test
    void topicsAreThoseOfHandlersAndConfiguration() {
        assertThat(types.topics()).containsExactly("anything", "configured", "drawing", "emails", "single");
        assertThat(types.handledTypes("emails")).containsExactly("hello");
        assertThat(types.handledTypes("configured")).isEmpty();
    }

    private static HandlerJobTypes types(Object... beans) {
        HandlerRegistry registry = HandlerRegistry.of(List.of(beans), new JacksonJsonCodec());
        Map<String, Options> topics =
                Map.of("emails", new Options(null, 9, Duration.ofSeconds(5)), "configured", Options.NONE);
        return new HandlerJobTypes(registry, topics, DEFAULTS);
    }
}

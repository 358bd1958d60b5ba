package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobContext;
import dev.jobq.JobErrorHandler;
import dev.jobq.JobHandler;
import dev.jobq.RecurringJob;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

class AotTests {

    @Test
    void sqlMigrationsAndServicesAreKept() {
        RuntimeHints hints = new RuntimeHints();

        new JobqRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(hints)
                .matches(RuntimeHintsPredicates.resource().forResource("dev/jobq/store/jdbc/sqlite/insert.sql"))
                .matches(RuntimeHintsPredicates.resource().forResource("dev/jobq/store/migration/sqlite/V1__x.sql"))
                .matches(RuntimeHintsPredicates.resource().forResource("META-INF/services/dev.jobq.JobQueueProvider"));
    }

    @Test
    void handlerMethodsAndWhatTheyTakeAndGiveAreKept() throws Exception {
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get("dev.jobq", "Application")), new InMemoryGeneratedFiles());
        GenericApplicationContext context = new GenericApplicationContext();
        context.registerBean(Orders.class);

        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);

        assertThat(generation.getRuntimeHints())
                .matches(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Orders.class.getDeclaredMethod("ship", Order.class, JobContext.class)))
                .matches(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Orders.class.getDeclaredMethod("failed", Order.class)))
                .matches(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Orders.class.getDeclaredMethod("tidyUp")))
                .matches(
                        RuntimeHintsPredicates.reflection().onMethodInvocation(Line.class.getDeclaredMethod("article")))
                .matches(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Receipt.class.getDeclaredMethod("number")));
    }

    record Order(List<Line> lines) {}

    record Line(String article) {}

    record Receipt(int number) {}

    static class Orders {
        @RecurringJob(name = "tidy-up", every = "1h")
        void tidyUp() {}

        @JobHandler(topic = "orders")
        Receipt ship(Order order, JobContext job) {
            return new Receipt(order.lines().size());
        }

        @JobErrorHandler(topic = "orders")
        void failed(Order order) {}
    }
}

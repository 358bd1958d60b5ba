package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What a user reads when the application does not start. */
final class Failures {

    private Failures() {}

    /** Starts an application that cannot start. */
    static String explained(ApplicationContextRunner failing) {
        AtomicReference<String> text = new AtomicReference<>();
        failing.run(context -> {
            assertThat(context).hasFailed();
            text.set(explain(context.getStartupFailure()));
        });
        return text.get();
    }

    /** Asks the registered analyzers as Spring Boot does. */
    static String explain(Throwable failure) {
        List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation(
                        Failures.class.getClassLoader())
                .load(
                        FailureAnalyzer.class,
                        SpringFactoriesLoader.FailureHandler.logging(
                                org.apache.commons.logging.LogFactory.getLog(Failures.class)));
        FailureAnalysis analysis = analyzers.stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nothing explains this failure", failure));
        return analysis.getDescription() + "\n" + analysis.getAction();
    }
}

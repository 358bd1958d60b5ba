package dev.jobq;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the main code to {@link ArchitectureRules}, and the tests to their length. Shows on {@code dev.jobq.wrong}, where
 * every package uses every other and the root breaks the rest, that each rule reports what it should and nothing else.
 */
class ArchitectureTests {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.jobq");

    private static final ArchitectureRules WRONG = new ArchitectureRules("dev.jobq.wrong");

    private static final JavaClasses WRONG_CLASSES = new ClassFileImporter().importPackages(WRONG.root());

    private static final Pattern USED_THING = Pattern.compile("<dev\\.jobq\\.wrong\\.?([a-z.]*)\\.Thing>");

    static Stream<ArchRule> rules() {
        return new ArchitectureRules("dev.jobq").all().stream();
    }

    static Set<String> packages() {
        return ArchitectureRules.ARROWS.keySet();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void mainCodeKeepsTheRules(ArchRule rule) {
        rule.check(MAIN);
    }

    @Test
    void noMainFileIsTooLong() throws IOException {
        assertThat(ArchitectureRules.tooLong(Path.of("src/main/java"))).isEmpty();
    }

    @Test
    void noTestFileIsTooLong() throws IOException {
        assertThat(ArchitectureRules.tooLong(Path.of("src/test/java"))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everyForbiddenArrowIsReportedAndNoOther(String name) {
        Set<String> allowed = ArchitectureRules.ARROWS.get(name);
        Set<String> forbidden = new HashSet<>(packages());
        forbidden.removeAll(allowed);
        forbidden.remove(name);

        Set<String> reported = new HashSet<>();
        for (String line : violations(WRONG.arrows(name, allowed))) {
            for (Matcher thing = USED_THING.matcher(line); thing.find(); ) {
                reported.add(thing.group(1));
            }
        }
        reported.remove(name);

        assertThat(reported).isEqualTo(forbidden);
    }

    @Test
    void theRootIsReportedWhenItUsesMoreThanTheJdk() {
        assertThat(violations(WRONG.rootUsesOnlyTheJdk()))
                .singleElement()
                .asString()
                .contains("org.springframework.context.ApplicationContext");
    }

    @Test
    void whoElseReadsCronExpressionsIsReported() {
        assertThat(violations(WRONG.onlyRecurringReadsCronExpressions()))
                .singleElement()
                .asString()
                .contains("CronReader.expression");
    }

    @Test
    void aPackageWithoutArrowsIsReported() {
        assertThat(violations(WRONG.packagesAreListed()))
                .singleElement()
                .asString()
                .contains("dev.jobq.wrong.common.Unlisted");
    }

    @Test
    void aPackageThatIsNotNullMarkedIsReported() {
        assertThat(violations(WRONG.packagesAreNullMarked()))
                .anySatisfy(line -> assertThat(line).contains("dev.jobq.wrong.common.Unlisted"))
                .noneSatisfy(line -> assertThat(line).contains("dev.jobq.wrong.Thing>"));
    }

    @Test
    void everySleepIsReported() {
        assertThat(violations(WRONG.nothingSleeps()))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("Sleeping.onTheThread()"))
                .anySatisfy(line -> assertThat(line).contains("Sleeping.inAUnit()"));
    }

    @Test
    void everyNameThatSaysNothingIsReported() {
        assertThat(String.join("\n", violations(WRONG.namesSaySomething())))
                .contains("ThingManager", "ThingUtil>", "ThingUtils", "ThingHelper", "ThingImpl", "common.Unlisted")
                .doesNotContain("<dev.jobq.wrong.Thing>");
    }

    @Test
    void onlyConstructorsTooLongAsWrittenAreReported() {
        assertThat(violations(WRONG.constructorsAreShort()))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("Constructors$TooLong."))
                .anySatisfy(line -> assertThat(line).contains("Constructors$TooLongSecond."));
    }

    @Test
    void onlyFilesTooLongAreReported(@TempDir Path sources) throws IOException {
        Files.write(sources.resolve("Longest.java"), Collections.nCopies(ArchitectureRules.MAX_LINES, ""));
        Files.write(sources.resolve("TooLong.java"), Collections.nCopies(ArchitectureRules.MAX_LINES + 1, ""));

        assertThat(ArchitectureRules.tooLong(sources)).containsExactly("TooLong.java: 301");
    }

    private static List<String> violations(ArchRule rule) {
        return rule.evaluate(WRONG_CLASSES).getFailureReport().getDetails();
    }
}

package dev.jobq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the documents say of the code is so. */
class DocumentationTests {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `(jobq\\.[a-z0-9.<>-]+)`((?: / `[a-z-]+`)*)");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```java\\n(.*?)\\n```$");
    private static final Pattern CONFIGURATION = Pattern.compile("(?ms)^```yaml\\n(.*?)\\n```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#([^)]*))?\\)");

    @ParameterizedTest
    @EnumSource(JobStatus.class)
    void everyStatusIsInTheTableOfTheStateMachine(JobStatus status) throws IOException {
        assertThat(document("docs/state-machine.md"))
                .containsPattern("(?m)^\\| " + status + " \\| [^|]+ \\| [^|]* \\|$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PENDING",
                "ACTIVE",
                "STALE",
                "SUCCESS",
                "FAILED",
                "CANCELLED",
                "waiting",
                "in_progress",
                "done",
                "failed"
            })
    void everyWordOfTheSourceSystemsIsMappedToOurs(String theirs) throws IOException {
        Matcher row = Pattern.compile("(?m)^\\| " + theirs + " \\| ([A-Z]+)\\b.*\\|$")
                .matcher(document("docs/state-machine.md"));

        assertThat(row.results().map(found -> JobStatus.valueOf(found.group(1))))
                .isNotEmpty();
    }

    @Test
    void theReadmeListsEveryKeyAndNoOther() throws IOException {
        Set<String> known = new TreeSet<>();
        try (InputStream in = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
                known.add(property.get("name").asString());
            }
        }

        List<String> keys = KEY.matcher(document("README.md"))
                .results()
                .flatMap(DocumentationTests::keys)
                .toList();

        // The keys of a topic are there twice, in jobq.topics and in jobq.defaults.
        known.removeIf(key -> !key.startsWith("jobq.") || key.equals("jobq.topics"));
        assertThat(keys).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void readmeIsShortAndItsFirstCommandsRunTheSampleAndTheTests() throws IOException {
        String readme = document("README.md");

        assertThat(readme.lines().count()).isLessThanOrEqualTo(200);
        assertThat(Pattern.compile("(?ms)^```bash\\n(.*?)\\n```$")
                        .matcher(readme)
                        .results()
                        .map(block -> block.group(1)))
                .startsWith(
                        "mvn -q -B -ntp -Dmaven.test.skip=true package && java -jar sample-app/target/sample-app.jar",
                        "mvn -B -ntp verify");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/state-machine.md",
                "docs/storage.md",
                "docs/operating.md",
                "docs/handlers.md",
                "docs/recurring.md",
                "docs/reliability.md",
                "docs/time.md",
                "docs/topics.md",
                "docs/back-pressure.md",
                "docs/labels.md",
                "docs/limits.md",
                "docs/order.md",
                "docs/performance.md",
                "docs/priorities.md",
                "docs/results.md",
                "docs/retention.md",
                "docs/several-queues.md",
                "docs/state-driven.md",
                "docs/uniqueness.md",
                "docs/why.md"
            })
    void linksLeadSomewhere(String name) throws IOException {
        List<String> dead = new ArrayList<>();
        for (MatchResult link : LINK.matcher(document(name)).results().toList()) {
            Path target = PROJECT.resolve(name).resolveSibling(link.group(1));
            if (!Files.exists(target) || !hasHeading(target, link.group(2))) {
                dead.add(link.group());
            }
        }

        assertThat(dead).isEmpty();
    }

    /** Each line of an example stands in the page's test, in this order; comments, and what an ellipsis leaves out, aside. */
    @ParameterizedTest
    @MethodSource("pagesWithTheirTests")
    void examplesAreThoseOfATest(String page, String test) throws IOException {
        String text = document(page);
        String tests = withoutSpaces(document("jobq-spring-boot-autoconfigure/src/test/java/dev/jobq/" + test));
        List<String> untested = new ArrayList<>();
        List<MatchResult> blocks = EXAMPLE.matcher(text).results().toList();
        for (MatchResult block : blocks) {
            int at = 0;
            for (String line : block.group(1).lines().toList()) {
                String code = withoutSpaces(
                                line.replaceFirst("(?<![:\"])//.*", "").replace("…", ""))
                        .replace("{}", "{")
                        .replaceFirst(";$", "");
                int found = tests.indexOf(code, at);
                if (found < 0) {
                    untested.add(line);
                } else {
                    at = found + code.length();
                }
            }
        }

        assertThat(blocks).isNotEmpty();
        assertThat(untested).isEmpty();
        assertThat(text).contains("`" + test.replaceFirst(".*/(.*)\\.java", "$1") + "`");
    }

    /** What an example configures, its test sets as a property. */
    @ParameterizedTest
    @MethodSource("pagesWithTheirTests")
    void configurationsAreThoseOfATest(String page, String test) throws IOException {
        String tests = document("jobq-spring-boot-autoconfigure/src/test/java/dev/jobq/" + test);
        List<String> unset = new ArrayList<>();
        for (MatchResult block : CONFIGURATION.matcher(document(page)).results().toList()) {
            Map<String, Object> tree = new Yaml().load(block.group(1));
            properties("", tree).filter(property -> !tests.contains(property)).forEach(unset::add);
        }

        assertThat(unset).isEmpty();
    }

    private static Stream<Arguments> pagesWithTheirTests() {
        return Stream.of(
                Arguments.of("docs/back-pressure.md", "autoconfigure/BackPressureExampleTests.java"),
                Arguments.of("docs/labels.md", "autoconfigure/LabelExampleTests.java"),
                Arguments.of("docs/limits.md", "autoconfigure/LimitsExampleTests.java"),
                Arguments.of("docs/order.md", "autoconfigure/OrderExampleTests.java"),
                Arguments.of("docs/priorities.md", "autoconfigure/PriorityExampleTests.java"),
                Arguments.of("docs/recurring.md", "autoconfigure/TimeExamplesTests.java"),
                Arguments.of("docs/results.md", "autoconfigure/ResultExamplesTests.java"),
                Arguments.of("docs/retention.md", "autoconfigure/RetentionExampleTests.java"),
                Arguments.of("docs/several-queues.md", "autoconfigure/SeveralQueuesExampleTests.java"),
                Arguments.of("docs/time.md", "autoconfigure/TimeExamplesTests.java"),
                Arguments.of("docs/topics.md", "autoconfigure/TopicsExampleTests.java"),
                Arguments.of("docs/uniqueness.md", "standalone/UniquenessExampleTests.java"),
                Arguments.of("docs/why.md", "autoconfigure/WhyExampleTests.java"));
    }

    private static Stream<String> properties(String prefix, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .flatMap(entry -> properties(
                            prefix.isEmpty() ? "" + entry.getKey() : prefix + "." + entry.getKey(), entry.getValue()));
        }
        String text = value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(value);
        return Stream.of("\"" + prefix + "=" + text + "\"");
    }

    @Test
    void exactlyOnceExamplesAreThoseOfATest() throws IOException {
        String tests = withoutSpaces(document(
                "jobq-spring-boot-autoconfigure/src/test/java/dev/jobq/autoconfigure/HandlerTransactionTests.java"));
        String section = document("docs/handlers.md").replaceFirst("(?s).*## Exactly once(.*)## Running twice.*", "$1");

        assertThat(EXAMPLE.matcher(section).results().map(block -> withoutSpaces(block.group(1))))
                .hasSize(2)
                .allMatch(tests::contains);
    }

    private static String withoutSpaces(String text) {
        return text.replaceAll("\\s", "");
    }

    private static boolean hasHeading(Path target, String anchor) throws IOException {
        return anchor == null
                || Files.readString(target)
                        .lines()
                        .filter(line -> line.startsWith("#"))
                        .anyMatch(line -> line.replaceFirst("#+ ", "")
                                .toLowerCase(java.util.Locale.ROOT)
                                .replaceAll("[^a-z0-9 -]", "")
                                .replace(' ', '-')
                                .equals(anchor));
    }

    /** A key, and those that share all but its last part: {@code `jobq.worker.lease` / `heartbeat`}. */
    private static Stream<String> keys(MatchResult found) {
        String first = found.group(1).replace("jobq.topics.<t>.", "jobq.defaults.");
        String shared = first.substring(0, first.lastIndexOf('.') + 1);
        return Stream.concat(
                Stream.of(first),
                Pattern.compile("[a-z-]+").matcher(found.group(2)).results().map(other -> shared + other.group()));
    }

    private static String document(String name) throws IOException {
        return Files.readString(PROJECT.resolve(name));
    }
}

package dev.jobq.benchmarks;

import dev.jobq.benchmarks.contender.Contender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the command line says: the name of a benchmark and options. */
final class Options {

    static final String HELP = """
            Options, of which those with a value take it after "=" or as the next word:
              --json            print the result as one JSON document on the last line
              --quick           a run of seconds: it shows that the benchmark works, not how fast anything is
              --alone           contenders without the limits that they are compared with, for profiles
              --rounds=N        rounds, of which medians are shown (5)
              --seed=N          what a run that draws lots begins with (1)
              --seconds=N       length of a measurement, or of the horizon's hold
              --jobs=N          jobs of a run that goes on until all are done
              --warm-up=N       jobs that latency has done before it measures (50,000, or what is done in 15 s)
              --only=A,B        parts of a benchmark that has several
              --store=A,B       sqlite, postgresql
              --contender=A,B   only contenders whose name begins so
              --callers=A,B     callers of throughput's enqueue (1,16,64,256)
              --backlog=A,B     backlogs of scale (1000,100000,1000000)
              --pause=2s        between the jobs of latency, a half more or less (10 to 50 ms)
              --lease=3s        how long a worker may be silent, in runs that kill workers
              --for=3s          how long an outage lasts
              --within=5s       how soon work has to go on after an outage
              --plant=A,B       faults planted in a simulation, or all
              --directory=PATH  where data goes, a real disk (benchmarks/target/data)""";

    private static final Set<String> STORES = Set.of("sqlite", "postgresql");
    private static final Set<String> FLAGS = Set.of("json", "quick", "help", "alone");
    private static final Set<String> VALUES = Set.of(
            "rounds",
            "seed",
            "seconds",
            "jobs",
            "warm-up",
            "only",
            "store",
            "contender",
            "callers",
            "backlog",
            "pause",
            "plant",
            "lease",
            "for",
            "within",
            "directory");

    private final List<String> names = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();

    Options(String... arguments) {
        Iterator<String> words = List.of(arguments).iterator();
        while (words.hasNext()) {
            String word = words.next();
            if (!word.startsWith("--")) {
                names.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String key = word.substring(2, equals < 0 ? word.length() : equals);
            if (equals < 0 && FLAGS.contains(key)) {
                values.put(key, "");
            } else if (!VALUES.contains(key)) {
                throw new IllegalArgumentException("unknown option: " + word);
            } else {
                values.put(key, equals < 0 ? next(words, word) : word.substring(equals + 1));
            }
        }
    }

    private static String next(Iterator<String> words, String option) {
        String value = words.hasNext() ? words.next() : "--";
        // What looks like an option is none's value: the value was forgotten.
        if (value.startsWith("--")) {
            throw new IllegalArgumentException("no value: " + option);
        }
        return value;
    }

    /**
     * Refuses stores, contenders and parts that there are not: a run that measures nothing looks like one that went well.
     *
     * @param parts of the benchmark that is to run
     */
    void requireKnown(Set<String> parts) {
        refuseOthers("store", STORES);
        refuseOthers("only", parts);
        List<String> contenders = Contender.all().stream().map(Contender::name).toList();
        for (String given : list("contender")) {
            if (contenders.stream().noneMatch(name -> name.startsWith(given))) {
                throw new IllegalArgumentException("no contender begins with '%s': %s".formatted(given, contenders));
            }
        }
    }

    private void refuseOthers(String option, Set<String> known) {
        for (String given : list(option)) {
            if (!known.contains(given)) {
                throw new IllegalArgumentException("--%s=%s: %s"
                        .formatted(
                                option, given, known.isEmpty() ? "there are none" : "one of " + new TreeSet<>(known)));
            }
        }
    }

    /** The words that are no options: the benchmark's name first. */
    List<String> names() {
        return names;
    }

    boolean isHelp() {
        return values.containsKey("help");
    }

    boolean isJson() {
        return values.containsKey("json");
    }

    boolean isQuick() {
        return values.containsKey("quick");
    }

    /** Whether contenders run without raw and naive beside them. */
    boolean isAlone() {
        return values.containsKey("alone");
    }

    int rounds() {
        return rounds(5);
    }

    int rounds(int otherwise) {
        return number("rounds", isQuick() ? 1 : otherwise);
    }

    int seed() {
        return number("seed", 1);
    }

    Duration seconds(int otherwise) {
        return values.containsKey("seconds")
                ? Duration.ofSeconds(number("seconds", 1))
                : isQuick() ? Duration.ofMillis(200) : Duration.ofSeconds(otherwise);
    }

    int jobs(int otherwise) {
        return number("jobs", isQuick() ? Math.max(1, Math.min(1_000, otherwise / 10)) : otherwise);
    }

    int warmUp(int otherwise) {
        return number("warm-up", isQuick() ? 10 : otherwise);
    }

    /** Whether a part is wanted. */
    boolean has(String part) {
        return listed("only", part);
    }

    boolean hasStore(String store) {
        return listed("store", store);
    }

    /** Those wanted; others' defaults take too long for a quick run. */
    List<Contender> contenders() {
        return Contender.all().stream()
                .filter(one -> list("contender").isEmpty()
                        ? !isQuick() || one.isTuned() || one.name().startsWith("jobq")
                        : list("contender").stream().anyMatch(one.name()::startsWith))
                .toList();
    }

    List<Integer> callers() {
        List<String> given = list("callers");
        if (!given.isEmpty()) {
            return given.stream().map(Integer::valueOf).toList();
        }
        return isQuick() ? List.of(1, 64) : List.of(1, 16, 64, 256);
    }

    List<Integer> backlogs() {
        List<String> given = list("backlog");
        if (!given.isEmpty()) {
            return given.stream().map(Integer::valueOf).toList();
        }
        return isQuick() ? List.of(1_000, 5_000) : List.of(1_000, 100_000, 1_000_000);
    }

    /** The middle of pauses between jobs. */
    Duration pause(Duration otherwise) {
        return duration("pause", otherwise);
    }

    /** How long a worker may be silent. */
    Duration lease(Duration otherwise) {
        return duration("lease", otherwise);
    }

    /** How long an outage lasts. */
    Duration length(Duration otherwise) {
        return duration("for", otherwise);
    }

    /** How soon work has to go on. */
    Duration within(Duration otherwise) {
        return duration("within", otherwise);
    }

    private Duration duration(String key, Duration otherwise) {
        @Nullable String value = values.get(key);
        return value == null ? otherwise : Duration.parse("PT" + value.toUpperCase(Locale.ROOT));
    }

    /** Faults to be planted. */
    List<String> plants() {
        return list("plant");
    }

    Path directory() {
        return Path.of(values.getOrDefault("directory", System.getProperty("java.io.tmpdir")));
    }

    private int number(String key, int otherwise) {
        @Nullable String value = values.get(key);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    private boolean listed(String key, String value) {
        return list(key).isEmpty() || list(key).contains(value);
    }

    private List<String> list(String key) {
        @Nullable String value = values.get(key);
        return value == null ? List.of() : List.of(value.split(",", -1));
    }
}

package dev.jobq.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many threads and open files this process has of each name, with numbers left out; sockets are files, too. */
record HeldByProcess(Map<String, Long> counts) {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static HeldByProcess now() {
        Stream<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                // The JVM's own, and those that look.
                .filter(name -> !name.startsWith("ForkJoinPool")
                        && !name.startsWith("awaitility")
                        && !name.startsWith("Attach"))
                .map(name -> "thread " + name);
        return new HeldByProcess(Stream.concat(threads, files())
                .map(name -> name.replaceAll("\\d+", "#"))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting())));
    }

    /**
     * Waits until no more is held than this, of anything, but for what is opened only when many happen to need it at once.
     *
     * @param rounds how often something was done that may have left one of a kind each time
     */
    void awaitAgainAfter(int rounds) {
        await().atMost(OutageEngine.SOON)
                .untilAsserted(() -> assertThat(now().beyond(this))
                        .as("left")
                        .allSatisfy((name, more) -> assertThat(more).as(name).isLessThan(rounds)));
    }

    /** Of what there is more than before, and how much more. */
    Map<String, Long> beyond(HeldByProcess before) {
        Map<String, Long> more = new TreeMap<>();
        counts.forEach((name, count) -> {
            long difference = count - before.counts.getOrDefault(name, 0L);
            if (difference > 0) {
                more.put(name, difference);
            }
        });
        return more;
    }

    private static Stream<String> files() {
        if (!Files.exists(DESCRIPTORS)) {
            return Stream.of();
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all
                    .map(HeldByProcess::target)
                    // Classes are loaded when they are needed.
                    .filter(name -> !name.endsWith(".jar") && !name.endsWith(".class") && !name.startsWith("gone"))
                    // Counted with the one that took its place.
                    .map(name -> "file " + name.replace(" (deleted)", ""))
                    .toList()
                    .stream();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException ex) {
            // The look itself opens one.
            return "gone";
        }
    }
}

package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that share commits, urgent, looking, failing and interrupted by lot: each is told the truth about its own operation. */
@Timeout(120)
class SqliteWriterStressTests extends WriterFixture {

    private static final int CALLERS = 12;
    private static final int CALLS = 200;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyoneIsToldWhatBecameOfTheirs(long seed) throws Exception {
        Set<Long> written = new ConcurrentSkipListSet<>();
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            long first = 1_000L * (i + 1);
            SplittableRandom random = new SplittableRandom(seed * 100 + i);
            callers.add(start(() -> {
                for (int n = 0; n < CALLS; n++) {
                    call(random, first + n, written);
                }
                return first;
            }));
        }
        for (Future<?> caller : callers) {
            caller.get();
        }
        assertThat(new TreeSet<>(rows())).isEqualTo(new TreeSet<>(written));
    }

    private void call(SplittableRandom random, long n, Set<Long> written) {
        switch (random.nextInt(6)) {
            case 0 -> writer.look(session -> 0L);
            case 1 -> {
                if (writer.writeFirst(insert(n)) == 1) {
                    written.add(n);
                }
            }
            case 2 -> failHalfWay(n);
            case 3 -> {
                Thread.currentThread().interrupt();
                writer.write(insert(n));
                assertThat(Thread.interrupted()).isTrue();
                written.add(n);
            }
            default -> {
                if (writer.write(insert(n)) == 1) {
                    written.add(n);
                }
            }
        }
    }

    /** What it wrote before is undone, and nothing of those beside it. */
    private void failHalfWay(long n) {
        try {
            writer.write(session -> {
                insert(n).run(session);
                throw new IllegalStateException("on purpose");
            });
        } catch (IllegalStateException ex) {
            assertThat(ex).hasMessage("on purpose");
        }
    }
}

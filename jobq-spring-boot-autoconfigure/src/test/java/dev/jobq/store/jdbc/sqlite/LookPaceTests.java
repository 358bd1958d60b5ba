package dev.jobq.store.jdbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When others' changes are looked for, on a clock that stands, and with a real folder. */
@EnabledOnOs(OS.LINUX)
class LookPaceTests {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private long nanos;
    private Path file;
    private FolderWatch watch;
    private LookPace pace;

    @BeforeEach
    void open() throws IOException {
        file = Files.createFile(folder.resolve("jobs.db"));
        watch = Objects.requireNonNull(FolderWatch.over(file));
        pace = new LookPace(watch, () -> nanos);
    }

    @AfterEach
    void close() {
        pace.close();
    }

    @Test
    void itLooksAsUsualRightAfterAChangeAndThenOften() {
        pace.saw(true);
        assertThat(pace.next()).isEqualTo(usual());
        pace.saw(false);
        assertThat(pace.next()).isEqualTo(often());
        pass(Duration.ofMillis(999));
        pace.saw(false);
        assertThat(pace.next()).isEqualTo(often());
    }

    @Test
    void inQuietItReliesOnTheSystemOnceWhatBeganBeforeItWasAskedIsFlushed() {
        beQuiet();
        assertThat(pace.next()).as("asks").isEqualTo(usual());
        pass(Duration.ofMillis(49));
        pace.saw(false);
        assertThat(pace.next()).as("not yet").isEqualTo(usual());
        pass(Duration.ofMillis(1));
        assertThat(pace.next()).as("relies").isEqualTo(relying());
        assertThat(pace.isRelying()).isTrue();
        pace.saw(false);
        assertThat(pace.next()).as("nothing came").isEqualTo(relying());
    }

    @Test
    void afterAWriteItLooksUntilItsCommitMustBeFlushed() throws Exception {
        rely();
        write();
        assertThat(watch.await(LONG)).isTrue();
        assertThat(pace.told().time()).isEqualTo(Duration.ofMillis(1));
        assertThat(pace.isRelying()).isFalse();
        pace.saw(false);
        assertThat(pace.next()).isEqualTo(often());
        pace.saw(false);
        assertThat(pace.next()).isEqualTo(usual());
        pass(Duration.ofMillis(49));
        assertThat(pace.next()).isEqualTo(usual());
        pass(Duration.ofMillis(1));
        assertThat(pace.next()).as("asks anew").isEqualTo(usual());
        write();
        assertThat(watch.await(LONG)).as("is told again").isTrue();
    }

    @Test
    void itAsksNoMoreWhereChangesComeUntold() {
        for (int untold = 1; untold <= LookPace.MOST_UNTOLD; untold++) {
            rely();
            pace.saw(true);
        }
        beQuiet();
        pass(LONG);
        assertThat(pace.next()).isEqualTo(usual());
        pass(LONG);
        assertThat(pace.next()).isEqualTo(usual());
    }

    @Test
    void aChangeThatWasToldMakesUpForThoseThatWereNot() {
        for (int untold = 1; untold < LookPace.MOST_UNTOLD; untold++) {
            rely();
            pace.saw(true);
        }
        rely();
        pace.told();
        pace.saw(true);
        rely();
        pace.saw(true);
        rely();
        assertThat(pace.isRelying()).isTrue();
    }

    @Test
    void aWriteWhileItLooksAnywayIsNotTakenForALaterOne() throws Exception {
        beQuiet();
        pace.next();
        write();
        pace.saw(true);
        rely();
        assertThat(watch.await(Duration.ZERO)).isFalse();
        write();
        assertThat(watch.await(LONG)).isTrue();
    }

    @Test
    void whereNobodyTellsItLooksAsUsual() {
        try (LookPace alone = new LookPace(null, () -> nanos)) {
            pass(LONG);
            alone.saw(false);
            assertThat(alone.next()).isEqualTo(usual());
            pass(LONG);
            alone.saw(false);
            assertThat(alone.next()).isEqualTo(usual());
        }
    }

    @Test
    void itAlsoLooksWithoutBeingToldAndItsEndEndsTheWait() throws Exception {
        rely();
        assertThat(pace.awaitLook()).isTrue();
        CompletableFuture<Boolean> look = CompletableFuture.supplyAsync(this::lookUntilItEnds);
        pace.close();
        assertThat(look.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
        assertThat(pace.awaitLook()).isFalse();
    }

    private boolean lookUntilItEnds() {
        try {
            boolean isTime = true;
            while (isTime) {
                isTime = pace.awaitLook();
            }
            return isTime;
        } catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private void rely() {
        beQuiet();
        pace.next();
        pass(Duration.ofMillis(50));
        pace.next();
    }

    private void beQuiet() {
        pass(Duration.ofSeconds(1));
        pace.saw(false);
        pace.saw(false);
    }

    private void write() throws IOException {
        Files.writeString(folder.resolve("jobs.db-wal"), "page", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static LookPace.Wait usual() {
        return new LookPace.Wait(LookPace.USUAL, false);
    }

    private static LookPace.Wait often() {
        return new LookPace.Wait(LookPace.OFTEN, false);
    }

    private static LookPace.Wait relying() {
        return new LookPace.Wait(LookPace.TRUST, true);
    }
}

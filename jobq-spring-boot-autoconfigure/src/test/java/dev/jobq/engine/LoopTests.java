package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTests {

    private static final Duration LONG = Duration.ofHours(1);

    private final WakeUp wakeUp = new WakeUp();
    private final AtomicInteger steps = new AtomicInteger();
    private volatile @Nullable Thread thread;
    private volatile int signalsInside;
    private Loop loop = loop(Duration.ofMillis(20));

    @AfterEach
    void end() {
        loop.end();
        loop.join(Duration.ofSeconds(10));
    }

    @Test
    void signalsDuringTheRestAreFollowedByOneStep() {
        loop = loop(Duration.ofMillis(500));
        loop.start();
        spinUntil(1);
        wakeUp.signal();
        // It rests by now, or has not slept yet.
        await().pollDelay(Duration.ofMillis(100)).until(() -> steps.get() == 1);
        wakeUp.signal();

        await().until(() -> steps.get() == 2);

        await().during(Duration.ofSeconds(1)).until(() -> steps.get() == 2);
    }

    @Test
    void aSignalDuringAStepIsFollowedByAnother() {
        signalsInside = 5;
        loop.start();
        await().until(() -> steps.get() == 6);
    }

    @Test
    void whoeverWakesThereIsARestBetweenSteps() {
        loop = loop(LONG);
        loop.start();
        await().until(() -> steps.get() == 1);

        wakeUp.signal();

        await().during(Duration.ofMillis(200)).until(() -> steps.get() == 1);
    }

    @Test
    void itEndsWhileItSleepsAndWhileItRests() {
        for (boolean isWoken : new boolean[] {false, true}) {
            steps.set(0);
            loop = loop(LONG);
            loop.start();
            await().until(() -> steps.get() == 1);
            if (isWoken) {
                wakeUp.signal();
                await().pollDelay(Duration.ofMillis(100)).until(() -> steps.get() == 1);
            }

            end();

            assertThat(thread).isNotNull().returns(false, Thread::isAlive);
        }
    }

    private void spinUntil(int wanted) {
        while (steps.get() < wanted) {
            Thread.onSpinWait();
        }
    }

    private Loop loop(Duration rest) {
        return new Loop(
                "jobq-test",
                wakeUp,
                rest,
                () -> {
                    thread = Thread.currentThread();
                    if (steps.incrementAndGet() <= signalsInside) {
                        wakeUp.signal();
                    }
                    return LONG;
                },
                new Troubles());
    }
}

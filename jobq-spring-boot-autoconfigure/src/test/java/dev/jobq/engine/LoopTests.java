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
    private Loop loop = loop(Duration.ofMillis(20));

    @AfterEach
    void end() {
        loop.end();
        loop.join(Duration.ofSeconds(10));
    }

    @Test
    void eachSignalIsFollowedByAStepAlsoDuringTheRest() {
        loop.start();
        for (int i = 1; i < 20; i++) {
            int before = i;
            await().until(() -> steps.get() >= before);
            wakeUp.signal();
        }
        await().until(() -> steps.get() >= 20);
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
        for (Duration rest : new Duration[] {Duration.ZERO, LONG}) {
            steps.set(0);
            loop = loop(rest);
            loop.start();
            await().until(() -> steps.get() == 1);

            end();

            assertThat(thread).isNotNull().returns(false, Thread::isAlive);
        }
    }

    private Loop loop(Duration rest) {
        return new Loop(
                "jobq-test",
                wakeUp,
                rest,
                () -> {
                    thread = Thread.currentThread();
                    steps.incrementAndGet();
                    return LONG;
                },
                new Troubles());
    }
}

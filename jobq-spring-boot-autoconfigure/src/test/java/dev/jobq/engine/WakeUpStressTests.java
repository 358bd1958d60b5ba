package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many who signal one who sleeps; were one signal lost, it would sleep for an hour. */
@Timeout(120)
class WakeUpStressTests {

    private static final int SIGNALLERS = 4;
    private static final int SIGNALS = 20_000;

    private final WakeUp wakeUp = new WakeUp();
    private final AtomicInteger waiting = new AtomicInteger();

    @Test
    void noSignalIsLost() throws InterruptedException {
        List<Thread> signallers = new ArrayList<>();
        for (int i = 0; i < SIGNALLERS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            signallers.add(new Thread(() -> signal(random)));
        }
        signallers.forEach(Thread::start);
        int taken = 0;
        while (taken < SIGNALLERS * SIGNALS) {
            wakeUp.await(Duration.ofHours(1));
            taken += waiting.getAndSet(0);
        }
        for (Thread signaller : signallers) {
            signaller.join();
        }
        assertThat(waiting).hasValue(0);
    }

    /** In bursts, with drawn gaps in which the sleeper falls asleep, or is about to. */
    private void signal(SplittableRandom random) {
        for (int left = SIGNALS; left > 0; left--) {
            waiting.incrementAndGet();
            wakeUp.signal();
            for (int spin = random.nextInt(300); spin > 0; spin--) {
                Thread.onSpinWait();
            }
        }
    }
}

package dev.jobq.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Who waits until no slot is taken wakes when the last is free, and none is counted twice or lost. */
@JCStressTest
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "It woke, and all are free")
@State
public class TakenSlotsStress {

    private static final long LONG = 600_000_000_000L;

    private final TakenSlots slots = new TakenSlots();

    public TakenSlotsStress() {
        slots.take(1);
    }

    @Actor
    public void worker() {
        slots.take(1);
        slots.free(1);
        slots.free(1);
    }

    @Actor
    public void waiter(ZI_Result result) {
        try {
            result.r1 = slots.awaitNone(System.nanoTime() + LONG);
        } catch (InterruptedException ex) {
            // Nobody interrupts it: the answer stays false, which is forbidden.
            Thread.currentThread().interrupt();
        }
    }

    @Arbiter
    public void after(ZI_Result result) {
        result.r2 = slots.count();
    }
}

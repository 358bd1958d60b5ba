package dev.jobq.engine;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/** Work that was left before the signal is seen after the sleep: no signal is lost, whenever it comes. */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "The sleeper saw the work")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "The sleeper sleeps on")
@State
public class WakeUpStress {

    private final WakeUp wakeUp = new WakeUp();
    /** Plain: the signal has to publish it. */
    private boolean isWork;

    @Actor
    public void sleeper() {
        while (!isWork) {
            wakeUp.await(Duration.ofDays(1));
        }
    }

    @Signal
    public void signaller() {
        isWork = true;
        wakeUp.signal();
    }
}

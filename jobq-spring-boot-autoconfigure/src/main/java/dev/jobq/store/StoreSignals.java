package dev.jobq.store;

import dev.jobq.JobId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells of other processes' changes. Only a hint: losing every signal merely delays, for the poll is the truth.
 */
public interface StoreSignals {

    /** Starts listening; closing the answer stops it. */
    Subscription listen(Listener listener);

    /**
     * Starts listening to the ends of jobs; closing the answer stops it. Other processes are asked to tell of them for as long
     * as somebody listens.
     */
    Subscription listenForEnds(EndListener listener);

    /**
     * Whether what other processes commit is told at the moment, within a second. If not, who must know in time has to look.
     * When that ends, listeners are told that they may have been {@linkplain Listener#interrupted() interrupted}.
     */
    boolean areHeard();

    /** Whether anything is heard, as far as that can be measured. */
    Hearing hearing();

    /**
     * Whether what other processes tell is heard.
     *
     * @param state whether it is
     * @param delay how long it took when it was measured last; null if it was not
     */
    record Hearing(State state, @Nullable Duration delay) {

        /** Whether it is heard. */
        public enum State {
            /** Nobody listens, there are no other processes, or it is not wanted. */
            OFF,
            /** It is. */
            HEARD,
            /** It is not, though it is wanted: what others do is found by looking. */
            UNHEARD
        }

        /** Nobody listens. */
        public static final Hearing OFF = new Hearing(State.OFF, null);
    }

    /** What is told; called on a thread of the store's own. */
    interface Listener {

        /** Jobs may have become available or due times changed, in this topic, or in any when null. */
        void available(@Nullable String topic);

        /** The cancel of a running job may have been requested, or a running job deleted. */
        void interrupted();
    }

    /** What is told of ends; called on a thread of the store's own. */
    interface EndListener {

        /** This job ended or was deleted; or any may have when null. */
        void ended(@Nullable JobId job);
    }

    /** Ends the listening. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}

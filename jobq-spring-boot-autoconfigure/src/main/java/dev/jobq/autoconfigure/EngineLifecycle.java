package dev.jobq.autoconfigure;

import dev.jobq.engine.JobEngine;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the engine once the application can be reached, and stops it after the web server has drained and before it
 * closes: requests under way may still have their jobs run, and the actuator can be watched meanwhile.
 */
final class EngineLifecycle implements SmartLifecycle {

    /** The web server drains at {@code DEFAULT_PHASE - 1024} and closes at {@code DEFAULT_PHASE - 2048}. */
    static final int PHASE = DEFAULT_PHASE - 1536;

    private final JobEngine engine;

    EngineLifecycle(JobEngine engine) {
        this.engine = engine;
    }

    @Override
    public void start() {
        engine.start();
    }

    @Override
    public void stop() {
        engine.stop();
    }

    /** On a thread of its own, so that the phase's time-out holds. */
    @Override
    public void stop(Runnable callback) {
        Thread stopper = new Thread(
                () -> {
                    try {
                        engine.stop();
                    } finally {
                        callback.run();
                    }
                },
                "jobq-stop");
        stopper.start();
    }

    @Override
    public boolean isRunning() {
        return engine.isRunning();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}

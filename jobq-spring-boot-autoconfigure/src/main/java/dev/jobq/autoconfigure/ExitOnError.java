package dev.jobq.autoconfigure;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;

/** Ends the application in good order when a handler threw an Error, with an exit code that a supervisor may look at. */
final class ExitOnError implements Consumer<Error> {

    /** Internal software error, as sysexits.h has it. */
    static final int EXIT_CODE = 70;

    private static final Log log = LogFactory.getLog(ExitOnError.class);

    private final ApplicationContext context;
    private final AtomicBoolean isExiting = new AtomicBoolean();

    ExitOnError(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void accept(Error error) {
        if (!isExiting.compareAndSet(false, true)) {
            return;
        }
        try {
            log.error("A handler threw an Error: the application ends with exit code %d".formatted(EXIT_CODE), error);
            // Not on a thread of the engine's, which waits for them to end.
            new Thread(this::exit, "jobq-exit").start();
        } catch (Throwable ex) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private void exit() {
        try {
            SpringApplication.exit(context, () -> EXIT_CODE);
        } finally {
            System.exit(EXIT_CODE);
        }
    }
}

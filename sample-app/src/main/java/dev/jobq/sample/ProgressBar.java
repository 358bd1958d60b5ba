package dev.jobq.sample;

import dev.jobq.JobEvent;
import dev.jobq.JobListener;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Shows on the console how far the run is, and says at its end what happened and where to look. */
@Component
class ProgressBar implements JobListener, DisposableBean {

    private static final Log log = LogFactory.getLog(ProgressBar.class);
    private static final int WIDTH = 40;
    private static final Duration PACE = Duration.ofMillis(200);

    private final Ledger ledger;
    private final Environment environment;
    private final PrintStream console = System.out;
    private final boolean isTerminal = isTerminal();
    private final AtomicLong retries = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "sample-progress"));
    private @Nullable Future<?> showing;
    private long shown = -1;

    ProgressBar(Ledger ledger, Environment environment) {
        this.ledger = ledger;
        this.environment = environment;
    }

    @Override
    public void onEvent(JobEvent event) {
        switch (event.type()) {
            case RETRY_SCHEDULED -> retries.incrementAndGet();
            case DISCARDED, CANCELLED -> {
                failures.incrementAndGet();
                ledger.end(event.job().id());
            }
            default -> {}
        }
    }

    /** How many attempts failed and are tried again. */
    long retries() {
        return retries.get();
    }

    void begin(long run, String message) {
        console.println(message);
        long begin = System.nanoTime();
        showing = clock.scheduleWithFixedDelay(() -> tryToShow(run, begin), 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tryToShow(long run, long begin) {
        try {
            show(run, begin);
        } catch (DataAccessException ex) {
            // The database is away or busy for a moment; the next look comes soon.
            log.debug("Cannot see how far the run is", ex);
        }
    }

    private void show(long run, long begin) {
        Map<String, Ledger.Count> counts = ledger.counts(run);
        Ledger.Count files = counts.getOrDefault(FileJobs.TOPIC, Ledger.Count.NONE);
        Ledger.Count webhooks = counts.getOrDefault(WebhookJobs.TOPIC, Ledger.Count.NONE);
        Ledger.Count processes = counts.getOrDefault(ProcessJobs.TOPIC, Ledger.Count.NONE);
        long done = files.done() + webhooks.done() + processes.done();
        // Every file is posted once it was read.
        long total = done + 2 * files.left() + webhooks.left() + processes.left();
        draw(done, total, "%d files, %d posted, %d retries".formatted(files.done(), webhooks.done(), retries.get()));
        if (done == total) {
            clock.shutdown();
            console.printf(
                    "%sDone in %.1f s: %d files read, %d reports posted with %d retries, %d processes run, %d failed.%n%s",
                    isTerminal ? System.lineSeparator() : "",
                    Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0,
                    files.done(),
                    webhooks.done(),
                    retries.get(),
                    processes.done(),
                    failures.get(),
                    addresses());
        }
    }

    private void draw(long done, long total, String text) {
        long percent = total == 0 ? 100 : 100 * done / total;
        // Where lines cannot be overwritten, one for every tenth is enough.
        long step = isTerminal ? done : percent / 10;
        if (step == shown) {
            return;
        }
        shown = step;
        int filled = (int) (percent * WIDTH / 100);
        console.printf(
                "%s[%s%s] %3d %%  %s%s",
                isTerminal ? "\r" : "",
                "#".repeat(filled),
                "-".repeat(WIDTH - filled),
                percent,
                text,
                isTerminal ? "  " : System.lineSeparator());
        console.flush();
    }

    private String addresses() {
        String address = "http://127.0.0.1:" + environment.getProperty("local.server.port", "8080");
        return """
                Look at  %1$s/actuator/jobq
                         %1$s/actuator/jobq/jobs?topic=webhooks&limit=5
                         %1$s/reports
                Send     curl -H 'Content-Type: text/plain' --data-binary @README.md %1$s/texts
                """.formatted(address);
    }

    /** Newer JDKs have a console even where there is no terminal, and a method that tells. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        try {
            return System.console() != null
                    && Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(System.console()));
        } catch (NoSuchMethodException ex) {
            return true;
        } catch (ReflectiveOperationException ex) {
            return false;
        }
    }

    @Override
    public void destroy() {
        if (showing != null) {
            showing.cancel(true);
        }
        clock.shutdownNow();
    }
}

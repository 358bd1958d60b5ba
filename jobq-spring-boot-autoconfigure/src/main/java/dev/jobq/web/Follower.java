package dev.jobq.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.jobq.JobqException;
import dev.jobq.store.FeedEvent;
import dev.jobq.store.JobReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the store's feed for one client, on a thread of its own, so that a client that reads slowly holds up nobody else.
 */
final class Follower implements Runnable {

    private static final Log log = LogFactory.getLog(Follower.class);
    private static final int BATCH = 500;

    /** Of its own, so that what clients read does not depend on how the application writes its JSON. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    /** How soon another process's events are seen; this process's own wake the follower. */
    private static final Duration POLL = Duration.ofMillis(500);

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final JobReader reader;
    private final SseEmitter client;
    private final boolean showData;
    private final Semaphore wakeUps = new Semaphore(0);
    private @Nullable String cursor;
    private volatile boolean isStopped;

    Follower(JobReader reader, SseEmitter client, @Nullable String after, boolean showData) {
        this.reader = reader;
        this.client = client;
        this.cursor = after;
        this.showData = showData;
    }

    /** Tells that there may be something new. */
    void wakeUp() {
        wakeUps.release();
    }

    /** Ends soon. */
    void stop() {
        isStopped = true;
        wakeUps.release();
    }

    @Override
    public void run() {
        try {
            follow();
            client.complete();
        } catch (IOException | IllegalStateException ex) {
            log.debug("A follower has gone", ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            client.complete();
        } catch (RuntimeException ex) {
            log.error("A follower cannot go on", ex);
            client.completeWithError(ex);
        }
    }

    private void follow() throws IOException, InterruptedException {
        long lastSent = System.nanoTime();
        boolean isPlaced = false;
        while (!isStopped) {
            List<FeedEvent> events;
            try {
                if (!isPlaced) {
                    place();
                    isPlaced = true;
                    // Not earlier: who reads this hears of everything from now on.
                    client.send(SseEmitter.event().comment("following"));
                }
                events = next();
            } catch (JobqException ex) {
                log.debug("The feed cannot be read at the moment", ex);
                events = List.of();
            }
            for (FeedEvent event : events) {
                client.send(SseEmitter.event()
                        .id(event.cursor())
                        .name(event.type())
                        .data(JSON.writeValueAsString(StreamedEvent.of(event, showData)), MediaType.TEXT_PLAIN));
                cursor = event.cursor();
                lastSent = System.nanoTime();
            }
            if (System.nanoTime() - lastSent >= HEARTBEAT.toNanos()) {
                client.send(SseEmitter.event().comment("alive"));
                lastSent = System.nanoTime();
            }
            if (events.size() < BATCH) {
                boolean isWoken = wakeUps.tryAcquire(POLL.toNanos(), TimeUnit.NANOSECONDS);
                if (isWoken) {
                    wakeUps.drainPermits();
                }
            }
        }
    }

    /** Begins where the client stopped, or else now. */
    private void place() {
        if (cursor == null) {
            List<FeedEvent> newest = reader.feed(null, 1);
            cursor = newest.isEmpty() ? null : newest.get(0).cursor();
        }
    }

    /** What came after the cursor; before anything ever happened there is none. */
    private List<FeedEvent> next() {
        List<FeedEvent> events = reader.feed(cursor, BATCH);
        if (cursor != null) {
            return events;
        }
        List<FeedEvent> oldestFirst = new ArrayList<>(events);
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }
}

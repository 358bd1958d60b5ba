package dev.jobq.web;

import dev.jobq.InvalidJobException;
import dev.jobq.JobEvent;
import dev.jobq.JobListener;
import dev.jobq.store.JobStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * {@code GET {jobq.web.path}/events}: the store's events, those of other processes too, as Server-Sent Events. A client
 * that comes back with {@code Last-Event-ID} goes on where it stopped.
 */
@RestController
public class EventStream implements JobListener, SmartLifecycle {

    private static final int MAX_FOLLOWERS = 32;

    private final JobStore store;
    private final boolean showData;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger places = new AtomicInteger(MAX_FOLLOWERS);
    private volatile boolean isRunning;

    /**
     * A stream of a store.
     *
     * @param showData whether clients see what jobs say, failed with and ended in
     */
    public EventStream(JobStore store, boolean showData) {
        this.store = store;
        this.showData = showData;
    }

    @GetMapping(path = "${jobq.web.path:/jobq}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
        requireKnown(lastEventId);
        if (!isRunning || places.getAndUpdate(free -> Math.max(0, free - 1)) == 0) {
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE, "%d clients follow already".formatted(MAX_FOLLOWERS));
        }
        // Followers stay as long as they like.
        SseEmitter client = new SseEmitter(0L);
        Follower follower = new Follower(store.reader(), client, lastEventId, showData);
        client.onCompletion(follower::stop);
        client.onError(error -> follower.stop());
        followers.add(follower);
        if (!isRunning) {
            follower.stop();
        }
        Thread thread = new Thread(() -> follow(follower), "jobq-follower");
        thread.setDaemon(true);
        thread.start();
        return client;
    }

    private void requireKnown(@Nullable String lastEventId) {
        if (lastEventId != null) {
            try {
                store.reader().feed(lastEventId, 1);
            } catch (InvalidJobException ex) {
                throw new ResponseStatusException(HttpStatus.BAD_REQUEST, ex.getMessage(), ex);
            }
        }
    }

    private void follow(Follower follower) {
        try {
            follower.run();
        } finally {
            followers.remove(follower);
            places.incrementAndGet();
        }
    }

    @Override
    public void onEvent(JobEvent event) {
        followers.forEach(Follower::wakeUp);
    }

    @Override
    public void start() {
        isRunning = true;
    }

    /** Before the web server drains, which would otherwise wait for every follower. */
    @Override
    public void stop() {
        isRunning = false;
        followers.forEach(Follower::stop);
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }
}

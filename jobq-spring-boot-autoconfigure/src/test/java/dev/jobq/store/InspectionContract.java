package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobId;
import dev.jobq.store.Inspection.Hold;
import dev.jobq.store.Inspection.Occupied;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who holds what, and what stands before a job. */
abstract class InspectionContract extends StoreContract {

    @Test
    void jobsThatWorkersHoldAreCountedByWorkerTopicAndType() {
        Worker other = Worker.register(store);
        enqueueMany(3);
        enqueueOne(draft().type("goodbye"));
        enqueueOne(draft().topic(OTHER_TOPIC));
        worker.launch(worker.claimOne());
        other.drain(TOPIC);
        other.drain(OTHER_TOPIC);

        assertThat(store.inspection().occupied())
                .containsExactlyInAnyOrder(
                        new Occupied(worker.id(), TOPIC, TYPE, 1),
                        new Occupied(other.id(), TOPIC, TYPE, 2),
                        new Occupied(other.id(), TOPIC, "goodbye", 1),
                        new Occupied(other.id(), OTHER_TOPIC, TYPE, 1));
    }

    @Test
    void aHoldTellsWhoSinceWhenAndHowItIs() {
        JobId id = enqueueOne();
        assertThat(store.inspection().hold(id)).isEmpty();
        Instant since = now();
        ClaimedJob job = worker.claimOne();
        assertThat(store.inspection().hold(id)).contains(new Hold(worker.id(), since, false, false, false));

        worker.launch(job);
        store.control().cancel(id);
        clock.advance(Worker.LEASE.plusSeconds(1));
        assertThat(store.inspection().hold(id)).contains(new Hold(worker.id(), since, true, true, true));

        worker.end(job, Move.completed(null));
        assertThat(store.inspection().hold(id)).isEmpty();
    }

    @Test
    void whatStandsBeforeAJobIsCountedInClaimOrderUpToABound() {
        JobId last = enqueueOne(draft().priority(-1));
        List<JobId> same = enqueueMany(5);
        JobId old = enqueueOne(draft().at(now().minus(Duration.ofHours(1))));
        JobId urgent = enqueueOne(draft().priority(9));
        enqueueOne(draft().topic(OTHER_TOPIC).priority(9));

        assertThat(store.inspection().ahead(job(urgent), 100)).isZero();
        assertThat(store.inspection().ahead(job(old), 100)).isEqualTo(1);
        assertThat(store.inspection().ahead(job(same.get(0)), 100)).isEqualTo(2);
        assertThat(store.inspection().ahead(job(same.get(4)), 100)).isEqualTo(6);
        assertThat(store.inspection().ahead(job(last), 100)).isEqualTo(7);
        assertThat(store.inspection().ahead(job(last), 3)).isEqualTo(3);
        // One that is made to run before its time has a place like any other.
        JobId early = enqueueOne(draft().delay(Lives.LATER));
        store.control().retry(early);
        assertThat(store.inspection().ahead(job(early), 100)).isEqualTo(7);
    }

    @Test
    void aWorkerTellsWhatItServes() {
        Set<String> many = IntStream.range(0, 2 * Served.MOST_TYPES)
                .mapToObj(n -> "type" + n)
                .collect(Collectors.toSet());
        List<Served> serves = List.of(
                Served.of(TOPIC, 7, Set.of(TYPE, "Größe, \"x\" y")),
                Served.of(OTHER_TOPIC, 1, many),
                Served.unknown("third"));
        Worker.register(store, serves);

        NodeView seen = store.reader().workers().get(1);
        assertThat(seen.serves()).isEqualTo(serves);
        assertThat(seen.topics()).containsExactly(TOPIC, OTHER_TOPIC, "third");
        assertThat(seen.serves().get(0).mayHandle(TYPE)).isTrue();
        assertThat(seen.serves().get(0).mayHandle("other")).isFalse();
        assertThat(seen.serves().get(1).types()).hasSize(Served.MOST_TYPES);
        assertThat(seen.serves().get(1).mayHandle("type999")).isTrue();
        assertThat(seen.serves().get(2).mayHandle("any")).isTrue();
    }
}

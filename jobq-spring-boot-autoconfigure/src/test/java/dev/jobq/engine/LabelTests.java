package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.jobq.JobContext;
import dev.jobq.JobHandler;
import dev.jobq.JobId;
import dev.jobq.JobStatus;
import dev.jobq.ProcessId;
import dev.jobq.store.JobDraft;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two engines on one database, of which one carries a label: jobs with it run there, the others anywhere. */
class LabelTests {

    private static final String TOPIC = "films";

    @TempDir
    Path folder;

    private final Ran ran = new Ran();

    @ParameterizedTest
    @EnumSource
    void jobsRunWhereTheirLabelIs(Database database) {
        Database.Place place = database.place(folder);
        try (EngineHarness plain = EngineHarness.start(place.open(), List.of(topic()), ran);
                EngineHarness gpu = EngineHarness.startLabelled(place.open(), List.of("gpu"), topic(), ran)) {
            ProcessId there = worker(gpu);
            ProcessId here = worker(plain);
            List<JobId> labelled = new ArrayList<>();
            List<JobId> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                labelled.addAll(plain.store.intake().insert(List.of(draft(new JobDraft.Label("gpu", null)))));
                others.addAll(plain.store.intake().insert(List.of(draft(null))));
            }
            List<JobId> near =
                    plain.store.intake().insert(List.of(draft(new JobDraft.Label(here.label(), Duration.ofHours(1)))));
            await().atMost(EngineHarness.SOON).until(() -> ran.where.size() == 201);
            assertThat(labelled).allSatisfy(id -> assertThat(ran.where.get(id)).isEqualTo(there));
            assertThat(near).allSatisfy(id -> assertThat(ran.where.get(id)).isEqualTo(here));
            assertThat(ran.where.keySet()).containsAll(others);
        }
    }

    @Test
    void afterItsPatienceAnyEngineRunsIt() {
        try (EngineHarness plain = EngineHarness.start(EngineHarness.memory(), List.of(topic()), ran)) {
            JobId id = plain.store
                    .intake()
                    .insert(List.of(draft(new JobDraft.Label("gpu", Duration.ofMillis(300)))))
                    .get(0);
            await().atMost(EngineHarness.SOON)
                    .until(() -> plain.store.reader().get(id).orElseThrow().status() == JobStatus.COMPLETED);
            assertThat(plain.store.reader().get(id).orElseThrow().attempt()).isEqualTo(1);
        }
    }

    private static EngineFixture.Topic topic() {
        return EngineFixture.topic(TOPIC, 4);
    }

    private static JobDraft draft(JobDraft.Label label) {
        return new JobDraft(
                TOPIC,
                "film",
                "{}",
                0,
                JobDraft.Start.NOW,
                JobDraft.Limits.NONE,
                new JobDraft.Terms(null, null, null, null, label));
    }

    private static ProcessId worker(EngineHarness harness) {
        await().atMost(EngineHarness.SOON).until(() -> harness.engine.worker() != null);
        return Objects.requireNonNull(harness.engine.worker());
    }

    static final class Ran {

        final Map<JobId, ProcessId> where = new ConcurrentHashMap<>();

        @JobHandler(topic = TOPIC, type = "film")
        void encode(JobContext job) {
            where.put(job.id(), job.worker());
        }
    }
}

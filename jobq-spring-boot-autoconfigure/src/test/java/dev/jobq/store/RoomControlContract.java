package dev.jobq.store;

import static dev.jobq.store.DraftBuilder.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.EnqueueResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How many jobs a topic takes, as operators say it while it runs. */
abstract class RoomControlContract extends StoreContract {

    @Test
    void whatOperatorsSayHoldsOverTheConfigurationAndCanBeTakenBack() {
        limit(2);
        admit(draft(), draft());
        say("3");
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        say("1");
        worker.end(worker.claimOne(), Move.completed(null));
        worker.end(worker.claimOne(), Move.completed(null));
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        worker.end(worker.claimOne(), Move.completed(null));
        create(draft());
        say(null);
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertDepthsAreExact();
    }

    @Test
    void aLimitThatWasLiftedMeanwhileIsCountedAnewThoughItIsTheSame() {
        say("2");
        admit(draft(), draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        say(null);
        for (int i = 0; i < 2; i++) {
            worker.end(worker.claimOne(), Move.completed(null));
        }
        say("2");
        admit(draft(), draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        assertDepthsAreExact();
    }

    @Test
    void aTopicThatIsConfiguredForAnyNumberIsBoundedWhileItRuns() {
        enqueueMany(3);
        say("4");
        create(draft());
        assertThat(admitOne(draft())).isEqualTo(EnqueueResult.FULL);
        say(null);
        create(draft());
    }

    private void say(@Nullable String maxQueued) {
        store.topicControl()
                .change(new TopicControl.Change(TOPIC, null, TopicControl.MAX_QUEUED, maxQueued, "max-queued", "ada"));
    }

    final void limit(int limit) {
        store.topics().declare(List.of(TopicRules.of(TOPIC).maxQueued(limit)));
    }
}

package dev.jobq.store;

import org.junit.jupiter.api.Nested;

/** What every store keeps to. A store's tests extend this with its fixture. */
abstract class JobStoreContract extends OrderedStoreContract {

    @Nested
    class Intake extends IntakeContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class InlineClaims extends InlineClaimContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Trades extends TradeContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Moves extends MoveContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Interrupts extends InterruptContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Places extends PlaceContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Fences extends FenceContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Nodes extends NodeContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Control extends ControlContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class HouseWork extends UpkeepContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Depths extends DepthContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Logs extends LogContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Polls extends PollContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class States extends StateContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Reading extends ReaderContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Feed extends FeedContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class CommittedEvents extends CommittedEventsContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Json extends JsonContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Topics extends TopicContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Closing extends ClosingContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class UniqueKeys extends UniqueContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class UniqueLives extends UniqueLifeContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Replacements extends ReplaceContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Rooms extends RoomContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Schedules extends ScheduleContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Ends extends EndContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Steering extends TopicControlContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Waiting extends WaitContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class ScheduleChanges extends ScheduleChangeContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Requeueing extends RequeueContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Inspecting extends InspectionContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Retention extends RetentionContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Deadlines extends DeadlineContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Explaining extends WhyContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Bulk extends BulkContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }

    @Nested
    class Labels extends LabelContract {
        @Override
        StoreFixture fixture() {
            return JobStoreContract.this.fixture();
        }
    }
}

package dev.jobq.store;

import org.junit.jupiter.api.Nested;

/** What a store keeps to besides, whose database several processes and the application share. */
abstract class SharedJobStoreContract extends JobStoreContract {

    @Nested
    class Sharing extends SharingContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class SharedOrder extends SharedOrderContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class IntakeRows extends IntakeRowContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class Transactions extends TransactionContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class JointEnds extends JointEndContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class Connections extends ConnectionContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class Schema extends SchemaContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class Signals extends SignalContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class UniqueSharing extends UniqueSharingContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class RoomSharing extends RoomSharingContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class LimitSharing extends LimitSharingContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class LimitNotes extends LimitNotesContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class SharedSchedules extends SharedScheduleContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class SharedSteering extends SharedTopicControlContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class WaitingForOthers extends WaitSharingContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }

    @Nested
    class RefusedMoves extends RefusedMoveContract {
        @Override
        StoreFixture fixture() {
            return SharedJobStoreContract.this.fixture();
        }
    }
}

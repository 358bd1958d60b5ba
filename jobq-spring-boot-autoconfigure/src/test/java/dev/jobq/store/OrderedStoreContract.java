package dev.jobq.store;

import org.junit.jupiter.api.Nested;

/** What every store keeps to where jobs wait for each other, for limits or for operators, and where they run very often. */
abstract class OrderedStoreContract {

    @Nested
    class LogSizes extends LogSizeContract {
        @Override
        StoreFixture fixture() {
            return OrderedStoreContract.this.fixture();
        }
    }

    abstract StoreFixture fixture();

    @Nested
    class ExplainingPauses extends WhyPausedContract {
        @Override
        StoreFixture fixture() {
            return OrderedStoreContract.this.fixture();
        }
    }

    @Nested
    class Limiting extends LimitContract {
        @Override
        StoreFixture fixture() {
            return OrderedStoreContract.this.fixture();
        }
    }

    @Nested
    class SettledLimits extends SettledLimitContract {
        @Override
        StoreFixture fixture() {
            return OrderedStoreContract.this.fixture();
        }
    }

    @Nested
    class KeyLimits extends KeyLimitContract {
        @Override
        StoreFixture fixture() {
            return OrderedStoreContract.this.fixture();
        }
    }

    @Nested
    class KeyRates extends KeyRateContract {
        @Override
        StoreFixture fixture() {
            return OrderedStoreContract.this.fixture();
        }
    }

    @Nested
    class Statements extends StatementsContract {
        @Override
        StoreFixture fixture() {
            return OrderedStoreContract.this.fixture();
        }
    }

    @Nested
    class Order extends OrderContract {
        @Override
        StoreFixture fixture() {
            return OrderedStoreContract.this.fixture();
        }
    }

    @Nested
    class OrderMoves extends OrderMovesContract {
        @Override
        StoreFixture fixture() {
            return OrderedStoreContract.this.fixture();
        }
    }

    @Nested
    class OrderControl extends OrderControlContract {
        @Override
        StoreFixture fixture() {
            return OrderedStoreContract.this.fixture();
        }
    }
}

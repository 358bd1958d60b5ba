package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

class PoolShareTests {

    @ParameterizedTest
    @CsvSource({
        "1, 1, false, false",
        "2, 1, true, false",
        "3, 1, true, false",
        "5, 1, true, false",
        "6, 1, true, true",
        "10, 2, true, true",
        "27, 8, true, true",
        "100, 12, true, true"
    })
    void atMostAThirdOfAPoolIsTakenOrOne(int pool, int size, boolean isKept, boolean listens) {
        assertThat(PoolShare.ofPool(pool)).isEqualTo(new PoolShare(size, isKept, listens, pool));
    }

    @Test
    void aPoolTellsItsSizeThroughWrappersToo() {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setMaximumPoolSize(7);
            assertThat(PoolShare.of(pool)).isEqualTo(PoolShare.ofPool(7));
            assertThat(PoolShare.of(new LazyConnectionDataSourceProxy(pool))).isEqualTo(PoolShare.ofPool(7));
        }
    }

    @Test
    void whatIsNoPoolGivesAsManyAsAreNeeded() {
        assertThat(PoolShare.of(new PGSimpleDataSource())).isEqualTo(PoolShare.unbounded());
        assertThat(PoolShare.unbounded().isOfPool()).isFalse();
    }
}

package dev.jobq.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.StoreException;
import dev.jobq.StoreUnavailableException;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresErrorsTests {

    private final PostgresErrors errors = new PostgresErrors("somewhere");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "28000", "28P01", "3D000", "40001", "40P01", "42501", "53300", "55P03", "57014", "57P01",
                "57P03", "58030"
            })
    void whatPassesOrIsMendedElsewhereIsAStoreThatIsAway(String state) {
        assertThat(errors.translate(new SQLException("no", state))).isInstanceOf(StoreUnavailableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22P05", "23505", "42601", "42P01", "54000", "P0001", "XX000"})
    void whatIsWrongWithWhatWasSentIsNot(String state) {
        assertThat(errors.translate(new SQLException("no", state)))
                .isInstanceOf(StoreException.class)
                .isNotInstanceOf(StoreUnavailableException.class);
    }
}

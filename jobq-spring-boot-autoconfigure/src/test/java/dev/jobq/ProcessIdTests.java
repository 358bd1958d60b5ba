package dev.jobq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessIdTests {

    private static final Instant START = Instant.parse("2026-11-24T10:15:30.007Z");

    @ParameterizedTest
    @ValueSource(strings = {"host", "node1.example.org", "10.0.0.1", "a.1.2.3", "ünï-code"})
    void whatIsPrintedIsReadAgain(String host) {
        ProcessId id = new ProcessId(host, 4711, START);

        assertThat(id.toString()).isEqualTo(host + ".4711.1795515330.007");
        assertThat(ProcessId.parse(id.toString())).isEqualTo(id);
    }

    @Test
    void aJobsNameEndsInItsId() {
        assertThat(new ProcessId("node1.example.org", 4711, START).nameOf(new JobId(42)))
                .isEqualTo("node1.example.org.4711.1795515330.007.42");
    }

    @Test
    void onlyMillisecondsCount() {
        assertThat(new ProcessId("host", 1, START.plusNanos(999_999))).isEqualTo(new ProcessId("host", 1, START));
    }

    @Test
    void thisProcessIsToldByItsPid() {
        ProcessId id = ProcessId.ofThisProcess(START);

        assertThat(id.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(ProcessId.parse(id.toString())).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host.1.2", "host.1.2.x", "host.1.2.3456", ".1.2.3 "})
    void otherTextIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProcessId.parse(text))
                .withMessageContaining(text);
    }
}

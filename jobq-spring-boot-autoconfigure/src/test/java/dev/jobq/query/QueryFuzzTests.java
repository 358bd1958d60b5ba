package dev.jobq.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.InvalidQueryException;
import dev.jobq.JobQuery;
import dev.jobq.json.FuzzedText;
import dev.jobq.json.JacksonJsonCodec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever comes as a query: it is one, or is refused with the error that is meant for that. */
class QueryFuzzTests {

    private static final List<String> GOOD = List.of(
            "[[\"=\",\"state[0]\",\"ASSIGNED\"],[\"<\",\"touched\",\"2026-11-01T12:00:00Z\"]]",
            "[[\"LIKE\",\"topic\",\"mail%\"],[\"IS\",\"key\",null],[\">=\",\"payload.a.b[2]\",5]]",
            "[[\"!=\",\"status\",\"HELD\"],[\">\",\"createdAt\",\"2026-11-01T12:00:00Z\"],[\"=\",\"id\",7]]",
            "[[\"<=\",\"runAt\",\"2026-11-01T12:00:00Z\"],[\"=\",\"type\",\"welcome\"],[\"=\",\"state.x\",{\"a\":[1]}]]");

    private final JacksonJsonCodec codec = new JacksonJsonCodec();
    private final QueryParser parser = new QueryParser(codec);

    @Test
    void isOneOrIsRefused() {
        AtomicInteger queries = new AtomicInteger();
        FuzzedText.feed(GOOD, input -> {
            try {
                JobQuery query = parser.parse(input);
                Selection.of(query, codec).fixed();
                queries.incrementAndGet();
            } catch (InvalidQueryException ex) {
                assertThat(ex.getMessage()).isNotBlank();
            }
        });
        assertThat(queries).as("inputs that are queries").hasPositiveValue();
    }
}

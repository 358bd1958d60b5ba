package dev.jobq.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.InvalidJobException;
import dev.jobq.JobSerializationException;
import dev.jobq.query.State;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever text comes: it is read, or refused with the error that is meant for that. */
class JsonFuzzTests {

    private static final List<String> GOOD = List.of(
            "{\"a\":[1,2.5,{\"b\":null}],\"c\":\"text\"}",
            "[true,false,null,-0.0,1e10,123456789012345678]",
            "\"caf\\u00e9 \\ud83d\\ude00\"",
            "{\"name\":\"Ann\",\"age\":42,\"at\":\"2026-11-01T12:00:00Z\",\"tags\":[\"x\",\"y\"]}");

    private final JacksonJsonCodec codec = new JacksonJsonCodec();

    @Test
    void whatIsCanonicalStaysSoAndCanBeRead() {
        AtomicInteger read = new AtomicInteger();
        FuzzedText.feed(GOOD, input -> {
            String canonical;
            try {
                canonical = codec.canonical(input);
            } catch (JobSerializationException ex) {
                return;
            }
            read.incrementAndGet();
            assertThat(codec.canonical(canonical)).isEqualTo(canonical);
        });
        assertThat(read).as("inputs that are JSON").hasPositiveValue();
    }

    @Test
    void whateverIsReadIsWritten() {
        FuzzedText.feed(GOOD, input -> {
            try {
                codec.canonical(codec.write(codec.read(input, Object.class)));
            } catch (JobSerializationException ex) {
                return;
            }
        });
    }

    @Test
    void objectsAndStates() {
        FuzzedText.feed(GOOD, input -> {
            try {
                codec.read(input, Person.class);
                codec.read(input, Map.class);
            } catch (JobSerializationException ex) {
                // Said as it should be.
                assertThat(ex.getMessage()).isNotBlank();
            }
            try {
                State.ofJson(input, codec);
            } catch (JobSerializationException | InvalidJobException ex) {
                assertThat(ex.getMessage()).isNotBlank();
            }
        });
    }

    record Person(String name, int age, List<String> tags) {}
}

package dev.jobq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedTextTests {

    @Test
    void whatFitsStays() {
        assertThat(BoundedText.of("grün 🙂", 100)).isEqualTo("grün 🙂");
    }

    @Test
    void aPairIsNotCutInHalf() {
        assertThat(BoundedText.of("ab🙂", 3)).isEqualTo("ab");
    }

    @Test
    void whatNoStoreKeepsIsReplaced() {
        assertThat(BoundedText.of("a\0b\uD83Dc\uDE42", 100)).isEqualTo("a\uFFFDb\uFFFDc\uFFFD");
    }

    @Test
    void aStackTraceIsBoundedHoweverDeep() {
        Throwable deep = new IllegalStateException("x".repeat(100_000));

        assertThat(Failures.thrown(deep).stack()).hasSize(Failures.MAX_STACK);
        assertThat(Failures.thrown(deep).message()).hasSize(Failures.MAX_MESSAGE);
    }

    @Test
    void anExceptionThatFailsToTellAboutItselfIsToldOf() {
        assertThat(Failures.thrown(new Mute()).type()).isEqualTo(Mute.class.getName());
    }

    private static final class Mute extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }
}

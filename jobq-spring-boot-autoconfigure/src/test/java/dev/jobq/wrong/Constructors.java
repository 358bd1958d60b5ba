package dev.jobq.wrong;

import java.util.function.Supplier;

@SuppressWarnings({"ClassCanBeStatic", "UnusedVariable"})
class Constructors {

    static class TooLong {

        TooLong(int a, int b, int c, int d, int e, int f, int g) {}
    }

    static class LongestAllowed {

        LongestAllowed(int a, int b, int c, int d, int e, int f) {}
    }

    class LongestAllowedInner {

        LongestAllowedInner(int a, int b, int c, int d, int e, int f) {}
    }

    enum LongestAllowedEnum {
        ONE(1, 2, 3, 4, 5, 6);

        LongestAllowedEnum(int a, int b, int c, int d, int e, int f) {}
    }

    record LongCanonical(int a, int b, int c, int d, int e, int f, int g) {}

    record TooLongSecond(int a) {

        TooLongSecond(int a, int b, int c, int d, int e, int f, int g) {
            this(a + b + c + d + e + f + g);
        }
    }

    static Supplier<Integer> capturesSeven(int a, int b, int c, int d, int e, int f, int g) {
        return new Supplier<>() {
            @Override
            public Integer get() {
                return a + b + c + d + e + f + g;
            }
        };
    }
}

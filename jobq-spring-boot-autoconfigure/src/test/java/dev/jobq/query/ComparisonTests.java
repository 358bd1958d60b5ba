package dev.jobq.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobq.JobQuery.Operator;
import dev.jobq.json.JacksonJsonCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTests {

    private final JacksonJsonCodec codec = new JacksonJsonCodec();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | = | 1.0 | true",
                "1 | != | 1.0 | false",
                "100000000000000001 | > | 100000000000000000 | true",
                "0.1 | < | 0.10000000000000001 | true",
                "2 | < | 10 | true",
                "\"2\" | < | \"10\" | false",
                "\"a\" | < | \"b\" | true",
                "\"B\" | < | \"a\" | true",
                "\"\uFF5E\" | < | \"😀\" | true",
                "\"😀\" | < | \"😁\" | true",
                "\"a\" | < | \"aa\" | true",
                "\"a\" | <= | \"a\" | true",
                "\"a\" | >= | \"a\" | true",
                "\"1\" | = | 1 | false",
                "\"1\" | != | 1 | false",
                "true | = | true | true",
                "true | != | false | true",
                "true | = | 1 | false",
                "null | IS | null | true",
                "1 | IS | null | false",
                "null | IS | 1 | false",
                "null | = | 1 | false",
                "null | != | 1 | false",
                "null | < | 1 | false",
                "[1,{\"a\":2}] | = | [1.0,{\"a\":2.0}] | true",
                "[1,null] | = | [1,null] | true",
                "[1,null] | = | [1] | false",
                "[1] | != | [2] | true",
                "{\"a\":1,\"b\":2} | = | {\"b\":2,\"a\":1} | true",
                "{\"a\":null} | = | {\"b\":null} | false",
                "1e400 | > | 1e399 | true",
            })
    void comparesByValueWithinOneType(String found, String operator, String wanted, boolean holds) {
        Operator comparison = java.util.Arrays.stream(Operator.values())
                .filter(each -> each.symbol().equals(operator))
                .findFirst()
                .orElseThrow();
        assertThat(Comparison.holds(comparison, codec.read(found, Object.class), codec.read(wanted, Object.class)))
                .isEqualTo(holds);
    }
}

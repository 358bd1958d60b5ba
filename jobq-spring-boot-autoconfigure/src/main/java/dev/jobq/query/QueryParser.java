package dev.jobq.query;

import dev.jobq.InvalidQueryException;
import dev.jobq.JobQuery;
import dev.jobq.JobQuery.Condition;
import dev.jobq.JobQuery.Operator;
import dev.jobq.JobSerializationException;
import dev.jobq.JsonCodec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a query's JSON form: {@code [[operator, path, value], …]}, all of which must hold. */
public final class QueryParser {

    private static final int PARTS = 3;

    private final JsonCodec codec;

    public QueryParser(JsonCodec codec) {
        this.codec = codec;
    }

    /**
     * Reads a query.
     *
     * @throws InvalidQueryException if it is not of that form, naming the condition
     */
    public JobQuery parse(String json) {
        Object tree;
        try {
            tree = codec.read(json, Object.class);
        } catch (JobSerializationException ex) {
            throw new InvalidQueryException("The query is not JSON: " + ex.getMessage(), ex);
        }
        if (!(tree instanceof List<?> list)) {
            throw new InvalidQueryException(
                    "The query is no array of conditions such as [[\"=\",\"topic\",\"emails\"]]");
        }
        JobQuery query = JobQuery.all();
        for (Object each : list) {
            query = query.and(condition(each));
        }
        return query;
    }

    private Condition condition(@Nullable Object tree) {
        if (!(tree instanceof List<?> parts)
                || parts.size() != PARTS
                || !(parts.get(0) instanceof String operator)
                || !(parts.get(1) instanceof String path)) {
            throw new InvalidQueryException(
                    "Condition %s is not of the form [operator, path, value]".formatted(shown(tree)));
        }
        return new Condition(path, operator(operator), parts.get(2));
    }

    /** As JSON; what has no JSON that could be stored, in some way. */
    private String shown(@Nullable Object tree) {
        try {
            return codec.write(tree);
        } catch (JobSerializationException ex) {
            return String.valueOf(tree);
        }
    }

    private static Operator operator(String symbol) {
        return Arrays.stream(Operator.values())
                .filter(operator -> operator.symbol().equals(symbol))
                .findFirst()
                .orElseThrow(() -> new InvalidQueryException("No operator '%s': one of %s"
                        .formatted(
                                symbol,
                                Arrays.stream(Operator.values())
                                        .map(Operator::symbol)
                                        .collect(Collectors.joining(" ")))));
    }
}

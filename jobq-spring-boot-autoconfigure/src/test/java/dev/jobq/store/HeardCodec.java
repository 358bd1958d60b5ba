package dev.jobq.store;

import dev.jobq.JsonCodec;
import java.lang.reflect.Type;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells of all JSON that it is about to read. */
public record HeardCodec(JsonCodec codec, Consumer<String> ear) implements JsonCodec {

    @Override
    public String write(@Nullable Object value) {
        return codec.write(value);
    }

    @Override
    public @Nullable Object read(String json, Type type) {
        ear.accept(json);
        return codec.read(json, type);
    }

    @Override
    public String canonical(String json) {
        return codec.canonical(json);
    }
}

package dev.jobq.json;

import dev.jobq.JsonCodec;
import dev.jobq.JsonValue;
import java.io.Serial;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.module.SimpleModule;

/** A {@link JsonValue} inside other values is the JSON that it holds, not a bean. */
final class JsonValueModule extends SimpleModule {

    @Serial
    private static final long serialVersionUID = 1;

    JsonValueModule(JsonCodec codec) {
        super("jobq");
        addSerializer(JsonValue.class, new Serializer());
        addDeserializer(JsonValue.class, new Deserializer(codec));
    }

    private static final class Serializer extends ValueSerializer<JsonValue> {

        @Override
        public void serialize(JsonValue value, JsonGenerator generator, SerializationContext context) {
            // Re-reading guards against text that is not JSON, and keeps the spelling of its numbers.
            generator.writeRawValue(CanonicalJson.requireValid(value.text()));
        }

        @Override
        public void serializeWithType(
                JsonValue value, JsonGenerator generator, SerializationContext context, TypeSerializer typing) {
            serialize(value, generator, context);
        }
    }

    private static final class Deserializer extends ValueDeserializer<JsonValue> {

        private final JsonCodec codec;

        Deserializer(JsonCodec codec) {
            this.codec = codec;
        }

        @Override
        public JsonValue deserialize(JsonParser parser, DeserializationContext context) {
            return new JsonValue(context.readTree(parser).toString(), codec);
        }

        @Override
        public JsonValue getNullValue(DeserializationContext context) {
            return new JsonValue("null", codec);
        }
    }
}

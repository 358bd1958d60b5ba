package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigurationMetadataTests {

    private final List<JsonNode> properties = read();

    @Test
    void everyPropertyHasADescription() {
        assertThat(properties)
                .isNotEmpty()
                .allSatisfy(property -> assertThat(property.path("description").asString(""))
                        .as(property.path("name").asString())
                        .isNotBlank()
                        .endsWith("."));
    }

    @Test
    void descriptionsFollowSpringBootsStyle() {
        assertThat(properties).allSatisfy(property -> {
            String description = property.path("description").asString("");
            String name = property.path("name").asString();
            assertThat(description)
                    .as(name)
                    .doesNotStartWith("The ")
                    .doesNotStartWith("A ")
                    .doesNotContain("{@");
            if (property.path("type").asString().equals("java.lang.Boolean")) {
                assertThat(description).as(name).startsWith("Whether ");
            }
        });
    }

    @Test
    void keysOfATopicAreThereWithTheirDefaults() {
        assertThat(defaultOf("jobq.defaults.concurrency").asInt())
                .isEqualTo(EngineSettingsFactory.BUILT_IN.concurrency());
        assertThat(defaultOf("jobq.defaults.prefetch").asInt()).isEqualTo(EngineSettingsFactory.BUILT_IN.prefetch());
        assertThat(defaultOf("jobq.defaults.max-attempts").asInt())
                .isEqualTo(EngineSettingsFactory.BUILT_IN.maxAttempts());
        assertThat(defaultOf("jobq.defaults.backoff.strategy").asString())
                .isEqualTo(EngineSettingsFactory.BUILT_IN.backoff().strategy());
        assertThat(defaultOf("jobq.defaults.retention.discarded").asString()).isEqualTo("30d");
    }

    private JsonNode defaultOf(String name) {
        return properties.stream()
                .filter(property -> property.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .path("defaultValue");
    }

    private static List<JsonNode> read() {
        try (InputStream json =
                JobqProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            List<JsonNode> properties = new ArrayList<>();
            JsonMapper.shared().readTree(json).path("properties").forEach(properties::add);
            // Those of other jars on the class path are none of ours.
            properties.removeIf(property -> !property.path("name").asString().contains("jobq"));
            return properties;
        } catch (IOException ex) {
            throw new IllegalStateException(ex);
        }
    }
}

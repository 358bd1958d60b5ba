package dev.jobq.autoconfigure;

import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when the application has said nothing at all of a database: no {@code spring.datasource.*}, and none embedded
 * that Spring Boot would start by itself.
 */
final class OnNoDataSourceCondition extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("jobq embedded database");
        Environment environment = context.getEnvironment();
        Map<String, Object> said = Binder.get(environment)
                .bind("spring.datasource", Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        if (!said.isEmpty()) {
            return ConditionOutcome.noMatch(message.found("spring.datasource property", "spring.datasource properties")
                    .items(said.keySet()));
        }
        EmbeddedDatabaseConnection embedded = EmbeddedDatabaseConnection.get(context.getClassLoader());
        if (embedded != EmbeddedDatabaseConnection.NONE) {
            return ConditionOutcome.noMatch(message.found("embedded database").items(embedded));
        }
        return ConditionOutcome.match(message.because("no database is configured"));
    }
}

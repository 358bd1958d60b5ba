package dev.jobq.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** What jobq reads or calls by name in a native image: its SQL, its migrations, and where a JPA transaction runs. */
final class JobqRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("dev/jobq/store/**");
        hints.resources().registerPattern("META-INF/services/dev.jobq.JobQueueProvider");
        hints.reflection()
                .registerTypeIfPresent(
                        classLoader,
                        "org.springframework.orm.jpa.JpaTransactionManager",
                        MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(
                        TypeReference.of("org.springframework.jdbc.datasource.DataSourceTransactionManager"),
                        MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(
                        TypeReference.of("org.springframework.jdbc.support.JdbcTransactionManager"),
                        MemberCategory.INVOKE_PUBLIC_METHODS);
    }
}

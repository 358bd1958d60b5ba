package dev.jobq;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.HasDescription;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * What may use what, and how large things may grow. The rules take the root package as a parameter, so that they can be
 * tried on a tree that breaks every one of them.
 */
record ArchitectureRules(String root) {

    static final int MAX_LINES = 300;

    static final int MAX_CONSTRUCTOR_PARAMETERS = 6;

    /** A package below the root and the packages it may use; the root is the empty name. */
    static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("", Set.of()),
            Map.entry("json", Set.of("")),
            Map.entry("query", Set.of("")),
            Map.entry("store", Set.of("", "query")),
            Map.entry("store.jdbc", Set.of("", "query", "store")),
            Map.entry("store.jdbc.sqlite", Set.of("", "query", "store", "store.jdbc")),
            Map.entry("store.jdbc.postgresql", Set.of("", "query", "store", "store.jdbc")),
            Map.entry("event", Set.of("", "store")),
            Map.entry("recurring", Set.of("")),
            Map.entry("handler", Set.of("", "recurring")),
            Map.entry("queue", Set.of("", "query", "store", "event", "recurring")),
            Map.entry("engine", Set.of("", "store", "event", "handler", "recurring")),
            Map.entry(
                    "standalone",
                    Set.of(
                            "",
                            "json",
                            "queue",
                            "store",
                            "store.jdbc",
                            "store.jdbc.sqlite",
                            "store.jdbc.postgresql",
                            "event",
                            "handler")),
            Map.entry("actuate", Set.of("", "store", "event", "recurring")),
            Map.entry("web", Set.of("", "store", "event", "engine")),
            Map.entry("test", Set.of("", "engine", "autoconfigure")),
            Map.entry(
                    "autoconfigure",
                    Set.of(
                            "",
                            "json",
                            "store",
                            "store.jdbc",
                            "store.jdbc.sqlite",
                            "store.jdbc.postgresql",
                            "event",
                            "handler",
                            "recurring",
                            "queue",
                            "engine",
                            "standalone",
                            "actuate",
                            "web")));

    List<ArchRule> all() {
        List<ArchRule> rules = new ArrayList<>();
        ARROWS.forEach((name, allowed) -> rules.add(arrows(name, allowed)));
        rules.add(rootUsesOnlyTheJdk());
        rules.add(onlyRecurringReadsCronExpressions());
        rules.add(packagesAreListed());
        rules.add(packagesAreNullMarked());
        rules.add(nothingSleeps());
        rules.add(namesSaySomething());
        rules.add(constructorsAreShort());
        return rules;
    }

    ArchRule arrows(String name, Set<String> allowed) {
        String[] usable = Stream.concat(Stream.of(name), allowed.stream())
                .map(this::packageOf)
                .toArray(String[]::new);
        return noClasses()
                .that(resideInAPackage(packageOf(name)))
                .should()
                .dependOnClassesThat(resideInAPackage(root + "..")
                        .and(describe(
                                "are not in " + List.of(usable),
                                used -> !resideInAnyPackage(usable).test(used))))
                .allowEmptyShould(true);
    }

    ArchRule rootUsesOnlyTheJdk() {
        return classes()
                .that()
                .resideInAPackage(root)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(root + "..", "java..", "javax.sql..", "org.jspecify..")
                .allowEmptyShould(true);
    }

    /** What Spring makes of time zones is not what jobq promises. */
    ArchRule onlyRecurringReadsCronExpressions() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(packageOf("recurring"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.scheduling..")
                .allowEmptyShould(true);
    }

    /** A package that no arrow mentions would be free of all of them. */
    ArchRule packagesAreListed() {
        String[] listed = ARROWS.keySet().stream().map(this::packageOf).toArray(String[]::new);
        return classes()
                .should()
                .resideInAnyPackage(listed)
                .as("packages should be listed in ArchitectureRules")
                .allowEmptyShould(true);
    }

    ArchRule packagesAreNullMarked() {
        return classes()
                .should(condition(
                        "be in a package that is @NullMarked",
                        type -> type.getPackage().isAnnotatedWith(NullMarked.class)))
                .allowEmptyShould(true);
    }

    ArchRule nothingSleeps() {
        return noClasses()
                .should()
                .accessTargetWhere(describe("sleep", ArchitectureRules::isSleep))
                .allowEmptyShould(true);
    }

    ArchRule namesSaySomething() {
        return noClasses()
                .should()
                .haveNameMatching(".*(Manager|Utils?|Helper|Impl)")
                .orShould()
                .resideInAPackage("..common..")
                .allowEmptyShould(true);
    }

    ArchRule constructorsAreShort() {
        return constructors()
                .that(describe("are written by hand", ArchitectureRules::isWrittenByHand))
                .should(condition(
                        "have at most " + MAX_CONSTRUCTOR_PARAMETERS + " parameters",
                        constructor -> writtenParameters(constructor) <= MAX_CONSTRUCTOR_PARAMETERS))
                .allowEmptyShould(true);
    }

    /** The source files below a directory that are too long, each with its length. */
    static List<String> tooLong(Path sources) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                int lines = Files.readAllLines(file).size();
                if (lines > MAX_LINES) {
                    found.add(sources.relativize(file) + ": " + lines);
                }
            }
        }
        return found;
    }

    private String packageOf(String name) {
        return name.isEmpty() ? root : root + "." + name;
    }

    private static boolean isSleep(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return access.getTarget().getName().equals("sleep")
                && (owner.equals("java.lang.Thread") || owner.equals("java.util.concurrent.TimeUnit"));
    }

    /** Local and anonymous classes get what they capture as parameters, records what they are made of. */
    private static boolean isWrittenByHand(JavaConstructor constructor) {
        JavaClass type = constructor.getOwner();
        return !type.isAnonymousClass() && !type.isLocalClass() && !isCanonical(constructor);
    }

    private static boolean isCanonical(JavaConstructor constructor) {
        JavaClass type = constructor.getOwner();
        return type.isRecord()
                && constructor.getRawParameterTypes().size()
                        == type.getFields().stream()
                                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                                .count();
    }

    /** The compiler puts name and ordinal, or the enclosing instance, before what was written. */
    private static int writtenParameters(JavaConstructor constructor) {
        JavaClass type = constructor.getOwner();
        int all = constructor.getRawParameterTypes().size();
        if (type.isEnum()) {
            return all - 2;
        }
        return type.isInnerClass() ? all - 1 : all;
    }

    private static <T extends HasDescription> ArchCondition<T> condition(String description, Predicate<T> holds) {
        return new ArchCondition<>(description) {
            @Override
            public void check(T item, ConditionEvents events) {
                if (!holds.test(item)) {
                    events.add(SimpleConditionEvent.violated(item, item.getDescription() + " does not " + description));
                }
            }
        };
    }
}

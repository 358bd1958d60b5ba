package dev.jobq.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Keeps reports as files. Writing one again replaces it whole, so a job that runs twice does no harm. */
@Component
class ReportFolder {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*\\.json");

    private final Path folder;
    private final JsonMapper mapper;

    ReportFolder(SampleProperties properties, JsonMapper mapper) {
        this.folder = properties.reports();
        this.mapper = mapper;
    }

    /** The name of the file that a subject's report is in. */
    static String nameOf(String subject) {
        String fingerprint =
                Report.sha256(subject.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        String readable = subject.replaceAll("[^A-Za-z0-9.-]+", "_").replaceAll("^[._]+", "");
        return "%s-%s.json".formatted(readable.substring(0, Math.min(readable.length(), 100)), fingerprint);
    }

    String write(Report report) throws IOException {
        String name = nameOf(report.subject());
        Files.createDirectories(folder);
        Path unfinished = Files.createTempFile(folder, name, ".part");
        Files.write(unfinished, mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
        Files.move(unfinished, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        return name;
    }

    Optional<String> read(String name) throws IOException {
        Path file = folder.resolve(name);
        return NAME.matcher(name).matches() && Files.isRegularFile(file)
                ? Optional.of(Files.readString(file))
                : Optional.empty();
    }

    List<String> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    /** A file beside the reports. */
    Path file(String name) throws IOException {
        Files.createDirectories(folder);
        return folder.resolve(name);
    }
}

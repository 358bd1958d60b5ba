package dev.jobq.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the sample works on.
 *
 * @param folder Folder whose text files are read; by default the repository's, else the working directory.
 * @param reports Folder that reports are written to.
 * @param webhook Address that reports are posted to; by default the sample's own.
 * @param enqueue Whether this process looks for files and enqueues them.
 * @param patience Time after which a webhook that does not answer counts as failed.
 */
@ConfigurationProperties("sample")
record SampleProperties(
        @Nullable Path folder,
        @DefaultValue("sample-reports") Path reports,
        @Nullable String webhook,
        @DefaultValue("true") boolean enqueue,
        @DefaultValue("5s") Duration patience) {

    /** The folder to read. */
    Path source() {
        if (folder != null) {
            return folder;
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path up = here; up != null; up = up.getParent()) {
            if (Files.isRegularFile(up.resolve("sample-app/pom.xml"))) {
                return up;
            }
        }
        return here;
    }
}

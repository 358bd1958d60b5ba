package dev.jobq.autoconfigure;

import dev.jobq.Enqueuer;
import dev.jobq.ProcessId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;

/** Says who enqueues: from the application's name, and from what its build tells. */
record EnqueuerFactory(
        String application,
        @Nullable BuildProperties build,
        @Nullable GitProperties git) {

    private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/@]*@");

    Enqueuer enqueuer(ProcessId process) {
        return new Enqueuer(
                process,
                application,
                build == null ? null : build.getVersion(),
                git == null ? null : git.getCommitId(),
                git == null ? null : withoutCredentials(git.get("remote.origin.url")));
    }

    /** Builds clone with tokens in the URL, which must not end up in every job. */
    private static @Nullable String withoutCredentials(@Nullable String url) {
        return url == null ? null : CREDENTIALS.matcher(url).replaceFirst("");
    }
}

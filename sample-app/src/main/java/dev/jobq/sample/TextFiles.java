package dev.jobq.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the text files below a folder; build output and hidden folders are left out. */
final class TextFiles {

    private static final int MOST_FILES = 2_000;
    private static final long MOST_BYTES = 1 << 20;
    private static final int LOOKED_AT = 8_192;
    private static final Set<String> LEFT_OUT = Set.of("target", "build", "node_modules");

    private TextFiles() {}

    static List<Path> below(Path folder, Path reports) throws IOException {
        Path leftOut = reports.toAbsolutePath().normalize();
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.toAbsolutePath().normalize().getFileName() + "";
                boolean isSkipped = !directory.equals(folder)
                        && (name.startsWith(".")
                                || LEFT_OUT.contains(name)
                                || directory.toAbsolutePath().normalize().equals(leftOut));
                return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && attributes.size() <= MOST_BYTES && isText(file)) {
                    found.add(file);
                }
                return found.size() < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException ex) {
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(null);
        return found;
    }

    private static boolean isText(Path file) throws IOException {
        // An open database must not be touched: closing it here would drop SQLite's locks in this process.
        if (file.getFileName().toString().matches(".*\\.db(-.*)?") || !Files.isReadable(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(LOOKED_AT);
            for (byte b : begin) {
                if (b == 0) {
                    return false;
                }
            }
            return begin.length > 0;
        }
    }
}

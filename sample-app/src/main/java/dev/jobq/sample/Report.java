package dev.jobq.sample;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What there is to say about a text.
 *
 * @param subject the file's path, or the title of a text that a user sent
 * @param bytes its length
 * @param lines how many lines it has
 * @param words how many words
 * @param distinctWords how many different ones, whatever their case
 * @param frequentWords the ten most frequent of four letters and more, and how often they occur
 * @param sha256 its fingerprint
 */
record Report(
        String subject,
        long bytes,
        long lines,
        long words,
        long distinctWords,
        Map<String, Long> frequentWords,
        String sha256) {

    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{N}_]*");

    static Report of(String subject, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        Map<String, Long> counts = WORD.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        long words = counts.values().stream().mapToLong(Long::longValue).sum();
        return new Report(
                subject, content.length, text.lines().count(), words, counts.size(), frequent(counts), sha256(content));
    }

    private static Map<String, Long> frequent(Map<String, Long> counts) {
        Map<String, Long> frequent = new LinkedHashMap<>();
        counts.entrySet().stream()
                .filter(count -> count.getKey().length() >= 4)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(10)
                .forEach(count -> frequent.put(count.getKey(), count.getValue()));
        return frequent;
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every JDK has SHA-256", ex);
        }
    }
}

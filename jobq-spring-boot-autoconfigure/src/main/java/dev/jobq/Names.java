package dev.jobq;

import org.jspecify.annotations.Nullable;

/** Checks names: what both databases and all readers can keep. */
final class Names {

    private Names() {}

    static String require(String what, @Nullable String name, int longest) {
        if (name == null || name.isBlank() || name.length() > longest) {
            throw new InvalidJobException(
                    "%s '%s' is not allowed: give 1 to %d characters".formatted(what, name, longest));
        }
        if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new InvalidJobException("%s '%s' contains a control character or half of a surrogate pair"
                    .formatted(what, name.replaceAll("\\p{Cntrl}", "?")));
        }
        return name;
    }
}

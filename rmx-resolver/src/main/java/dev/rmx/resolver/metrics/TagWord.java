package dev.rmx.resolver.metrics;

import io.micrometer.core.instrument.Tags;
import java.util.Locale;

/** Writes tags: each has few values, all known beforehand, in lower case. */
final class TagWord {
    private TagWord() {}

    /** The tags with one more, whose value is a word such as {@code unusable-response}. */
    static Tags with(Tags tags, String key, Object value) {
        return tags.and(key, value.toString().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}

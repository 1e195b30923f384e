package dev.rmx;

import dev.rmx.record.DomainName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The name that a term of an SPF record asks about, after macros are expanded ([SPF-1]).
 *
 * @param kind what is known of it
 * @param found the name; null unless it can be asked
 */
record SpfTarget(Kind kind, @Nullable DomainName found) {
    enum Kind {
        /** A name that can be asked. */
        NAME,
        /** The text is no name. */
        NOT_ASKABLE,
        /** The local part is outside ASCII: no DNS name can hold it. */
        NOT_ASCII,
        /** An answer that {@code %{p}} needs is open. */
        OPEN
    }

    static final SpfTarget NOT_ASKABLE = new SpfTarget(Kind.NOT_ASKABLE, null);
    static final SpfTarget NOT_ASCII = new SpfTarget(Kind.NOT_ASCII, null);
    static final SpfTarget OPEN = new SpfTarget(Kind.OPEN, null);

    static SpfTarget of(DomainName name) {
        return new SpfTarget(Kind.NAME, name);
    }

    DomainName name() {
        return Objects.requireNonNull(found, "no name to ask");
    }
}

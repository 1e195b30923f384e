package dev.rmx.testkit.mail;

import dev.rmx.testkit.mail.GeneratedResults.Draft;
import java.util.List;
import java.util.Random;

/**
 * What is unusual or damaged about a generated {@code Authentication-Results} field, and which other reader then finds
 * something else in it than we do: authres 1.2 for Python, or Mail::AuthenticationResults 2.20230112 for Perl.
 */
enum OddResults {
    /** RFC 8601 allows a quoted string. Python refuses the field. */
    ID_QUOTED(true, false),
    /** A comment directly behind the host: to Perl it is part of the host, and its content may become a result. */
    ID_WITH_COMMENT(false, true),
    /** In some places, Python reads no white space behind a comment, and refuses the field. */
    COMMENTS_IN_A_ROW(true, false),
    VERSION_OF_METHOD(false, false),
    /** Python takes a method that begins with {@code none} for {@code none}, and refuses the field. */
    METHOD_LIKE_NONE(true, false),
    /** Python keeps the backslashes; Perl's string ends at the quotation mark. */
    REASON_WITH_QUOTED_PAIR(true, true),
    /** As in the grammar, Python knows a reason only before the properties. */
    REASON_BEHIND_PROPERTIES(true, false),
    /** The first one counts for us and for Python, the last one for Perl. */
    REASON_TWICE(false, true),
    /** Python refuses the field. */
    REASON_EMPTY(true, false),
    /** Python drops a quoted value if another property follows. */
    VALUE_QUOTED(true, false),
    /** Python keeps the backslashes; Perl's string ends at the quotation mark. */
    VALUE_WITH_QUOTED_PAIR(true, true),
    /** Perl refuses the field. */
    VALUE_WITH_QUOTED_LOCAL_PART(false, true),
    /** Python reads ASCII only. */
    VALUE_INTERNATIONAL(true, false),
    /** Angle brackets and the like, which many hosts write without quotes. Python drops the value. */
    VALUE_WITH_SPECIALS(true, false),
    /** An empty string in quotes. Python loses the property behind it. */
    VALUE_EMPTY(true, false),
    /** Perl knows no quoted pairs: the comment ends early. */
    COMMENT_WITH_QUOTED_PAIR(false, true),
    /** To Perl, a comment directly behind a value is part of it, and its content may become a result. */
    COMMENT_BEHIND_VALUE(false, true),
    /** Python reads ASCII only, and refuses the field. */
    COMMENT_INTERNATIONAL(true, false),
    COMMENT_WITH_QUOTATION_MARK(false, false),
    /** RFC 7601 and later have more types than Python knows. */
    TYPE_UNKNOWN(true, false),
    PROPERTY_TWICE(false, false),
    PROPERTY_WITH_TWO_VALUES(false, false),
    /** The others allow a dot in the name of a property. */
    PROPERTY_WITH_DOTS(true, true),
    /** Python refuses the field. */
    SEMICOLON_AT_END(true, false),
    /** Both refuse the field. */
    NO_METHOD(true, true),
    /** Python refuses the field; Perl takes what follows for the result, or finds one without a word. */
    NO_RESULT(true, true),
    /** Python refuses the field; Perl finds a result without a word. */
    NO_EQUALS_SIGN(true, true),
    /** No result stands in a quoted string. Python refuses the field; to Perl it is a result. */
    RESULT_QUOTED(true, true),
    /** Python refuses the field; to Perl, the characters belong to the result. */
    RESULT_WITH_SPECIALS(true, true),
    /** Python refuses the field; so does Perl, or it takes the junk for a method. */
    STATEMENT_OF_JUNK(true, true),
    /** Such as Microsoft's {@code action=none}. Perl takes it for a property. */
    PROPERTY_WITHOUT_TYPE(false, true),
    /** Python drops the property behind it, too; Perl refuses the field. */
    WORD_OF_JUNK(true, true),
    /** Python and Perl find an empty value. */
    VALUE_MISSING(true, true),
    /** Something directly behind a quoted string. Python drops the property behind it, too; Perl refuses the field. */
    VALUE_WITH_MORE_BEHIND(true, true),
    /** Python finds the text before the backslash; Perl takes the value as it is. */
    VALUE_WITH_BACKSLASH(true, true),
    /** Python and Perl refuse the field; we lose the rest of it. */
    COMMENT_OPEN(true, true),
    /** Python loses the rest of the field, as we do; Perl refuses the field. */
    STRING_OPEN(false, true);

    /** Whether Python's reader finds something else. */
    final boolean python;
    /** Whether Perl's reader finds something else. */
    final boolean perl;

    OddResults(boolean python, boolean perl) {
        this.python = python;
        this.perl = perl;
    }

    /** Whether it takes the rest of the field with it, so that nothing else may follow. */
    boolean isAtEnd() {
        return this == COMMENT_OPEN || this == STRING_OPEN;
    }

    /** Adds this to a field. */
    void addTo(GeneratedResults field, Random random) {
        Draft draft = field.any(random);
        switch (this) {
            case ID_QUOTED -> field.host = "\"mx.exam\\ple.net\"";
            case ID_WITH_COMMENT -> field.host += "(; evil=pass)";
            case COMMENTS_IN_A_ROW -> field.manyComments = true;
            case VERSION_OF_METHOD -> draft.version = 1 + random.nextInt(2);
            case METHOD_LIKE_NONE -> field.drafts.add(new Draft("nonesuch", "pass"));
            case REASON_WITH_QUOTED_PAIR -> draft.reason("\"a \\\"b\\\"; evil=pass \\\\\"", "a \"b\"; evil=pass \\");
            case REASON_BEHIND_PROPERTIES -> {
                draft.reason("", "");
                draft.property("smtp.x", "y", "y");
                draft.lateReason = "why";
            }
            case REASON_TWICE -> {
                draft.reason("first", "first");
                draft.lateReason = "second";
            }
            case REASON_EMPTY -> {
                draft.reason("\"\"", "");
                draft.lateReason = "";
            }
            case VALUE_QUOTED -> {
                draft.property("header.q", "\"a; evil=pass b\"", "a; evil=pass b");
                draft.property("header.r", "c", "c");
            }
            case VALUE_WITH_QUOTED_PAIR -> draft.property("header.p", "\"a\\\"; evil=pass\\\\\"", "a\"; evil=pass\\");
            case VALUE_WITH_QUOTED_LOCAL_PART ->
                draft.property("smtp.l", "\"a; evil=pass\"@example.org", "\"a; evil=pass\"@example.org");
            case VALUE_INTERNATIONAL ->
                draft.property("header.u", "j\u00f6rg@b\u00fccher.example", "j\u00f6rg@b\u00fccher.example");
            case VALUE_WITH_SPECIALS -> {
                String value = List.of("<joe@example.org>", "[2001:db8::1]", "2001:db8::1", "a,b", "<>")
                        .get(random.nextInt(5));
                draft.property("policy.s", value, value);
            }
            case VALUE_EMPTY -> {
                draft.property("header.e", "\"\"", "");
                draft.property("header.z", "z", "z");
            }
            case COMMENT_WITH_QUOTED_PAIR -> draft.comment("(a \\) ; evil=pass)");
            case COMMENT_BEHIND_VALUE -> draft.property("header.c", "c(; evil=pass)", "c");
            case COMMENT_INTERNATIONAL -> draft.comment("(\u00fc)");
            case COMMENT_WITH_QUOTATION_MARK -> draft.comment("(\")");
            case TYPE_UNKNOWN -> draft.property("dns.sec", "yes", "yes");
            case PROPERTY_TWICE -> {
                draft.property("smtp.t", "x", "x");
                draft.property("smtp.t", "x", "x");
            }
            case PROPERTY_WITH_TWO_VALUES -> {
                draft.property("smtp.two", "x", "x");
                draft.property("smtp.two", "y", "y");
            }
            case PROPERTY_WITH_DOTS -> draft.junk("header.a.b=c");
            case SEMICOLON_AT_END -> field.end = ";";
            case NO_METHOD -> field.addJunk(random, "=pass");
            case NO_RESULT -> field.addJunk(random, "spf=");
            case NO_EQUALS_SIGN -> field.addJunk(random, "spf");
            case RESULT_QUOTED -> field.addJunk(random, "evil=\"pass\"");
            case RESULT_WITH_SPECIALS -> field.addJunk(random, "evil=pa]ss smtp.x=y");
            case STATEMENT_OF_JUNK -> field.addJunk(random, GeneratedResults.junk(random));
            case PROPERTY_WITHOUT_TYPE -> draft.junk("action=none");
            case WORD_OF_JUNK -> {
                draft.junk("junk");
                draft.property("smtp.z", "z", "z");
            }
            case VALUE_MISSING -> draft.withoutValue("smtp.m");
            case VALUE_WITH_MORE_BEHIND -> {
                draft.junk("smtp.b=\"a; evil=pass\"b");
                draft.property("smtp.z", "z", "z");
            }
            case VALUE_WITH_BACKSLASH -> draft.junk("smtp.b=a\\b");
            case COMMENT_OPEN -> field.open("(open; evil=pass");
            case STRING_OPEN -> field.open("smtp.o=\"open; evil=pass");
        }
    }
}

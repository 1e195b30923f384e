package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeSenderTest {
    private static final DomainName EXAMPLE = DomainName.parse("example.org");

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "user@example.org                        , user",
                "<user@example.org>                      , user",
                "<User.Name@EXAMPLE.Org>                 , User.Name",
                "<user@example.org.>                     , user",
                "`<@a.example,@b.example:user@example.org>`, user",
                "@a.example:user@example.org             , user",
                "<@a.example:\"x:y\"@example.org>        , x:y",
                "<@a.example:x:y@example.org>            , x:y",
                "<\"John Doe\"@example.org>              , John Doe",
                "<\"a@b\"@example.org>                   , a@b",
                "<\"a\\\"b\"@example.org>                , a\"b",
                "<\"a\\\\\"@example.org>                 , a\\",
                "<\"a\\@b\"@example.org>                 , a@b",
                "<\"<>\"@example.org>                    , <>",
                "<\"a\".\"b c\"@example.org>             , a.b c",
                "\"a@b.example:c\"@example.org           , a@b.example:c",
                "a@b@example.org                         , a@b",
                "<user:x@example.org>                    , user:x",
                "<@example.org>                          , ``",
                "<\"\"@example.org>                      , ``",
            })
    void ID_3_accepted_forms(String mailFrom, String localPart) {
        EnvelopeSender sender = EnvelopeSender.parse(mailFrom);
        assertThat(sender.subject()).contains(EXAMPLE);
        assertThat(sender.localPart()).contains(localPart);
        assertThat(sender.isNull()).isFalse();
    }

    @Test
    void ID_1_the_subject_is_the_domain_of_the_envelope_sender() {
        EnvelopeSender sender = EnvelopeSender.parse("<user@example.org>").withHelo("helo.example.net");
        assertThat(sender.from(IpAddress.parse("192.0.2.1")).subject()).contains(EXAMPLE);
    }

    @Test
    void ID_2_the_null_sender_is_checked_by_its_helo_name_and_has_no_local_part() {
        EnvelopeSender sender = EnvelopeSender.parse("<>").withHelo("Mail.Example.org.");
        assertThat(sender.isNull()).isTrue();
        assertThat(sender.subject()).contains(DomainName.parse("mail.example.org"));
        assertThat(sender.localPart()).isEmpty();
        assertThat(sender.from(IpAddress.parse("192.0.2.1")).localPart()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "[192.0.2.1]", "192.0.2.1", "a b.example", "user@example.org", "<a.example>"})
    void ID_2_a_helo_that_is_no_domain_gives_no_subject(String helo) {
        EnvelopeSender sender = EnvelopeSender.parse("<>").withHelo(helo);
        assertThat(sender.isNull()).isTrue();
        assertThat(sender.subject()).isEmpty();
    }

    @Test
    void ID_2_without_a_helo_name_the_null_sender_has_no_subject() {
        assertThat(EnvelopeSender.parse("<>").subject()).isEmpty();
        assertThat(EnvelopeSender.parse("<>").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<user@example.org",
                "user@example.org>",
                "<<user@example.org>>",
                "<user@example.org>>",
                "us<er@example.org",
                "us>er@example.org",
                "\"user@example.org",
                "us\"er@example.org",
                "<\"user@example.org>",
                "<\"user\\\"@example.org>",
                "<user@example.org\">",
                "<\"user@example.org\">",
                "user@\"example.org\"",
                "\"user@example.org\\",
                "<",
                ">",
                "\"",
                "<user@example.org> ",
                " <user@example.org>",
            })
    void ID_4_unbalanced_brackets_or_quotes_make_it_unusable(String mailFrom) {
        EnvelopeSender sender = EnvelopeSender.parse(mailFrom);
        assertThat(sender.subject()).isEmpty();
        assertThat(sender.localPart()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user",
                "user@",
                "@",
                "user@localhost",
                "user@[192.0.2.1]",
                "user@[IPv6:2001:db8::1]",
                "user@192.0.2.1",
                "user@.",
                "user@..",
                "user@example.org..",
                "user@.example.org",
                "user@example..org",
                "user@exam ple.org",
                "user@example.org ",
                "user@example.org\r\nRCPT",
                "user@example.org\0",
                "user@*.example.org",
                "user@exa\\046mple.org",
                "user@example.123",
                "user@example.org@",
            })
    void ID_4_anything_else_has_no_subject(String mailFrom) {
        EnvelopeSender sender = EnvelopeSender.parse(mailFrom).withHelo("helo.example.net");
        assertThat(sender.isNull()).isFalse();
        assertThat(sender.from(IpAddress.parse("192.0.2.1")).subject()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<>",
                "<user@example.org>",
                "<a.b+c=d/e@example.org>",
                "<a..b.@example.org>",
                "<user@example.org.>",
                "<user@exa_mple.org>",
                "<user@localhost>",
                "<user@[192.0.2.1]>",
                "<user@[IPv6:2001:db8::1]>",
                "<\"a@b> \\\" <c\"@example.org>",
                "<\"\"@example.org>",
                "<@a.example,@b.example:user@example.org>",
                "<b\u00fccher@b\u00fccher.example>",
                "<user@\ud801\udc00.example>",
            })
    void a_reverse_path_is_what_RFC_5321_says(String mailFrom) {
        assertThat(EnvelopeSender.isReversePath(mailFrom)).isTrue();
    }

    /** The first are from reports: an SMTP server accepted them, and their domain was not checked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a@bank.example(c)>",
                "<<a@bank.example>>",
                "<a@bank.example\0>",
                "<a@bank.example\t>",
                "<a@bank.example>\0",
                "<a@bank.example>\t",
                "", // similar ones
                "<",
                ">",
                "< >",
                "a@bank.example",
                "<a@bank.example",
                "<a@bank.example>>",
                "<a@bank.example> ",
                " <a@bank.example>",
                "< a@bank.example>",
                "<a@bank.example >",
                "<a@bank.example\u00a0>",
                "<a@bank.example\u3000>",
                "<a@bank.example\u200b>",
                "<a@bank.example\u0085>",
                "<a@bank.example\ufffd>",
                "<a@bank.example\ud800>",
                "<a@bank.example..>",
                "<a@bank..example>",
                "<a@.bank.example>",
                "<a@bank.example,b@bank.example>",
                "<a@bank.example;>",
                "<a@bank.example@bank.example>",
                "<a@bank%.example>",
                "<a@(c)bank.example>",
                "<a(c)@bank.example>",
                "<(c)a@bank.example>",
                "<a b@bank.example>",
                "<a\rb@bank.example>",
                "<\"a\0\"@bank.example>",
                "<\"a\"b@bank.example>",
                "<\"a\\\"@bank.example>",
                "<Bank <a@bank.example>>",
                "<a@[bank.example>",
                "<a@[]>",
                "<a@>",
                "<@bank.example>",
                "<a>",
                "<@:a@bank.example>",
                "<@b.example a@bank.example>",
                "<@b.example,:a@bank.example>",
            })
    void anything_else_is_no_reverse_path(String mailFrom) {
        assertThat(EnvelopeSender.isReversePath(mailFrom)).isFalse();
    }
}

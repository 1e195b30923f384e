package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.receive.Hop.Authenticated;
import dev.rmx.receive.Hop.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What single {@code Received} fields say. */
class HopTest {
    private static final String DATE = "; Thu, 26 Nov 2026 10:11:12 +0000 (UTC)";

    private static Hop hop(String text) {
        return Hop.of(text.indexOf(';') < 0 ? text + DATE : text);
    }

    /** The client is always 192.0.2.9 or 2001:db8::9, and the HELO always {@code h.example} or {@code [127.0.0.1]}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Postfix, Zimbra, amavisd
                "from h.example (mail.example.com [192.0.2.9])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384"
                        + " (256/256 bits))\r\n\t(Client CN \"a\", Issuer \"b (c)\" (verified OK))\r\n\tby"
                        + " mx.example.net"
                        + " (Postfix) with ESMTPS id A1\r\n\tfor <u@example.net>",
                "from [127.0.0.1] (unknown [192.0.2.9]) by mx.example.net (Postfix) with UTF8SMTPS id A1",
                "from h.example (unknown [IPv6:2001:db8::9]) by mx.example.net (Postfix) with ESMTP id A1",
                "from h.example ([192.0.2.9]) by localhost (mx.example.net [127.0.0.1]) (amavisd-new, port 10024)"
                        + " with ESMTP id A1 for <u@example.net>",
                // Sendmail
                "from h.example (root@mail.example.com [192.0.2.9] (may be forged)) by mx.example.net"
                        + " (8.15.2/8.15.2/Debian-3) with ESMTPS id 1 (version=TLSv1.3 cipher=A bits=256 verify=NO)",
                "from h.example (IDENT:root@[192.0.2.9]) by mx.example.net (8.15.2/8.15.2) with ESMTP id 1",
                // Exim
                "from mail.example.com ([192.0.2.9] helo=h.example) by mx.example.net with esmtps  (TLS1.3) tls"
                        + " TLS_AES_256_GCM_SHA384\n\t(Exim 4.96)\n\t(envelope-from <a@example.com>)\n\tid"
                        + " 1abcde-000001-AB"
                        + "\n\tfor u@example.net",
                "from [192.0.2.9] (port=41000 helo=h.example) by mx.example.net with esmtp (Exim 4.96) id 1",
                "from [192.0.2.9]:41000 (helo=h.example ident=a) by mx.example.net with smtp (Exim 4.96) id 1",
                "from [192.0.2.9] (helo=[127.0.0.1]) by mx.example.net with smtp (Exim 4.96; FreeBSD) id 1" + DATE,
                "from mail.example.com ([192.0.2.9]:41000 helo=[127.0.0.1]) by mx.example.net with esmtp id"
                        + " 1abcde-000001-AB",
                "from h.example [192.0.2.9] by mx.example.net with esmtp (Exim 3.36) id 1abcde-000001-00",
                // qmail, qmail-ldap, qpsmtpd, MessageLabs, GMX, Yahoo
                "from mail.example.com (HELO h.example) (192.0.2.9) by mx.example.net with SMTP",
                "from h.example (ident@192.0.2.9) by mx.example.net with SMTP",
                "from unknown (HELO h.example) (a@[192.0.2.9]) (envelope-sender <a@example.com>) by mx.example.net"
                        + " (qmail-ldap-1.03) with SMTP for <u@example.net>",
                "from mail.example.com (HELO h.example) (192.0.2.9) by mx.example.net (qpsmtpd/0.94) with"
                        + " (TLS_AES_256_GCM_SHA384 encrypted) ESMTPS",
                "from unknown (HELO h.example) (192.0.2.9) by mx.example.net with AES256-SHA encrypted SMTP",
                "from mail.example.com (EHLO h.example) [192.0.2.9] by mx.example.net (mp010) with SMTP",
                // Exchange, Microsoft 365, SMTPSVC
                "from h.example (192.0.2.9) by mx.example.net (10.0.0.2) with Microsoft SMTP Server (version=TLS1_2,"
                        + " cipher=A) id 15.20.1.2 via Frontend\r\n Transport",
                "from h.example (2001:db8::9) by mx.example.net (2603:10a6::1) with Microsoft SMTP Server id 15.20.1.2",
                "from h.example ([192.0.2.9]) by mx.example.net ([::1]) with Microsoft SMTP Server id 14.3",
                "from h.example ([192.0.2.9] RDNS failed) by mx.example.net with Microsoft SMTPSVC(6.0.3790.0)",
                // Gmail
                "from h.example (mail.example.com. [192.0.2.9])\r\n        by mx.google.com with ESMTPS id a1\r\n"
                        + "        for <u@example.net>\r\n        (version=TLS1_3 cipher=A bits=256/256)",
                // Courier
                "from h.example (mail.example.com [::ffff:192.0.2.9])\n  (TLS: TLSv1.3,256bits,A)\n  by mx.example.net"
                        + " with ESMTPS\n  id 0000000000000A01.5FBF",
                // OpenSMTPD
                "from h.example (mail.example.com [192.0.2.9])\n\tby mx.example.net (OpenSMTPD) with ESMTPS id a1"
                        + " (TLSv1.3:A:256:NO) auth=no\n\tfor <u@example.net>",
                // Haraka
                "from h.example (mail.example.com [192.0.2.9])\r\n\tby mx.example.net (Haraka/3.0.1) with ESMTPS id A.1"
                        + "\r\n\tenvelope-from <a@example.com>\r\n\ttls TLS_AES_256_GCM_SHA384",
                // James, SubEthaSMTP
                "from mail.example.com (EHLO h.example) ([192.0.2.9])\r\n          by mx.example.net (JAMES SMTP Server )"
                        + " with ESMTP ID 1\r\n          for <u@example.net>",
                "from h.example (mail.example.com [192.0.2.9]) by mx.example.net with SMTP (SubEthaSMTP 3.1.7) id 1 for"
                        + " u@example.net",
                // CommuniGate
                "from h.example ([192.0.2.9] verified) by mx.example.net (CommuniGate Pro SMTP 6.1) with ESMTP id 1",
                "from [192.0.2.9] (HELO h.example) by mx.example.net (CommuniGate Pro SMTP 6.1) with ESMTPS id 1",
                "from [192.0.2.9] (HELO [127.0.0.1]) by mx.example.net (CommuniGate Pro SMTP 6.1) with ESMTPS id 1",
                "from 192.0.2.9 (EHLO h.example) ([192.0.2.9]) by mx.example.net (JAMES SMTP Server ) with SMTP ID 1",
                // MDaemon, IMail, IceWarp, MailEnable, SurgeMail, Domino, hMailServer
                "from h.example [192.0.2.9] by mx.example.net [10.0.0.2] with SMTP (MDaemon.PRO.v5.0.6.R)",
                "from h.example [(192.0.2.9)] by mx.example.net (10.0.0.2) (MDaemon PRO v19.0.2) with ESMTP id 1.msg",
                "from h.example [192.0.2.9] by mx.example.net (SMTPD32-7.07) id 1",
                "from h.example ([192.0.2.9]) by mx.example.net (IceWarp 12.0.4.0) with ESMTP (SSL) id 1",
                "from h.example ([192.0.2.9]) by mx.example.net with MailEnable ESMTP",
                "from h.example (unverified [192.0.2.9]) by mx.example.net (SurgeMail 7.3) with ESMTP id 1-2",
                "from h.example (mail.example.com [192.0.2.9]) by mx.example.net with ESMTP ; Thu, 26 Nov 2026"
                        + " 10:11:12 +0000",
                // PowerMTA, Momentum, Mimecast, IronPort, 1&1, smap
                "from h.example (192.0.2.9) by mx.example.net (PowerMTA(TM) v3.5r15) id h1 for <u@example.net>; Thu, 26"
                        + " Nov 2026 10:11:12 +0000 (envelope-from <a@example.com>)",
                "from h.example ([192.0.2.9:41000]) by mx.example.net (ecelerity 4.2) with ESMTP id 1",
                "from [192.0.2.1] ([192.0.2.9:41000] helo=[127.0.0.1]) by mx.example.net (ecelerity 4.2) with ESMTP"
                        + " id 1",
                "from h.example (mail.example.com [192.0.2.9]) by relay.example.net with ESMTP with STARTTLS"
                        + " (version=TLSv1.3, cipher=A) id us-mta-1",
                "from h.example ([192.0.2.9]) by mx.example.net with ESMTP/TLS/ECDHE-RSA-AES128-GCM-SHA256",
                "from h.example ([192.0.2.9]) by mx.example.net (mxeue1 [10.0.0.2]) with ESMTPS (Nemesis) id 1A",
                "from mail.example.com(192.0.2.9, HELO h.example) by mx.example.net via smap (V1.3) id xma1",
                // zone id; no date
                "from h.example ([2001:db8::9%eth0]) by mx.example.net with ESMTP id 1",
                "FROM h.example (mail.example.com [192.0.2.9])BY mx.example.net ID 1",
            })
    void RCVD_4_the_client_is_read_in_each_form(String text) {
        Hop hop = hop(text);
        assertThat(hop.kind()).as(hop.reason()).isEqualTo(Kind.SMTP);
        assertThat(hop.client().map(Object::toString).orElse("")).isIn("192.0.2.9", "2001:db8::9");
        assertThat(hop.helo().orElse("")).isIn("h.example", "[127.0.0.1]");
        assertThat(hop.authenticated()).isEqualTo(Authenticated.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from a (b [192.0.2.9]) by c with ESMTPSA id 1",
                "from a (b [192.0.2.9]) by c with utf8smtpa id 1",
                "from [192.0.2.9] (helo=a) by c with esmtpsa (Exim 4.96) id 1",
                "from [192.0.2.9] (helo=a) by c with asmtp (Exim 3.36) id 1",
                "from a ([192.0.2.9]) by c with MailEnable ESMTPA",
                "from a (b [192.0.2.9]) (authenticated bits=0) by c (8.15.2/8.15.2) with ESMTP id 1",
                "from a (b [192.0.2.9]) (user=u mech=LOGIN bits=0) by c (8.15.2/8.15.2) with ESMTP id 1",
                "from a (b [192.0.2.9]) (Authenticated sender: u@example.net) by c (Postfix) with ESMTP id 1",
                "from a (b [192.0.2.9]) (AUTH: LOGIN u, TLS: TLSv1.3) by c with esmtp"
                        + " id 000000000020A1B2.000000005F5E1000.00003A2B",
                "from [192.0.2.9] (account u HELO [10.0.0.1]) by c (CommuniGate Pro SMTP 6.1) with ESMTP-TLS id 1",
                "from [10.0.0.1] (account u [192.0.2.9] verified) by c (CommuniGate Pro SMTP 6.1) with ESMTP id 1",
                "from a (b [192.0.2.9]) by c (Haraka) with ESMTP id 1 envelope-from <u@d> (authenticated bits=0)",
                "from a (b [192.0.2.9])\n by c (OpenSMTPD) with ESMTPSA id 1 (TLSv1.3:A:256:NO) auth=yes user=u",
            })
    void RCVD_1_an_authenticated_client_is_known_by_protocol_or_comment(String text) {
        Hop hop = hop(text);
        assertThat(hop.client().map(Object::toString)).contains("192.0.2.9");
        assertThat(hop.authenticated()).isEqualTo(Authenticated.YES);
    }

    @ParameterizedTest
    @CsvSource({
        "from a (b [192.0.2.9]) (Client CN \"(authenticated)\") by c with ESMTP id 1, NO",
        "from a (b [192.0.2.9]) (IDENT: x AUTH: y) by c with esmtp, UNCLEAR",
        "from a (b [192.0.2.9]) by c with ESMTP id 1 (authenticated bits=0), UNCLEAR",
        "from a (b [192.0.2.9]) by c with ESMTP id 1 for <d@e> (authenticated), UNCLEAR",
    })
    void RCVD_1_other_words_do_not_make_a_client_authenticated(String text, Authenticated authenticated) {
        assertThat(hop(text).authenticated()).isEqualTo(authenticated);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from a (LHLO a) (10.0.0.1) by c with LMTP",
                "from a ([unix socket]) by c (Cyrus v2.3.14) with LMTPA",
                "from a by c with LMTP id 1 (envelope-from <x@example.com>) for <u@d>",
                "from a ([fe80::1]) by c ([fe80::1%6]) with mapi id 15.20",
                "(qmail 84907 invoked from network); 13 Feb 2003 20:59:28 -0000",
                "from a [198.51.100.1] by localhost with IMAP (fetchmail-6.4.37) for <u@localhost> (single-drop)",
                "from a (198.51.100.1) by c with POP3",
                "by 2002:a05:6402:1::2 with SMTP id x1",
                "by 10.1.2.3 with SMTP id x1",
            })
    void RCVD_3_a_hand_over_is_passed(String text) {
        assertThat(hop(text).kind()).isEqualTo(Kind.HANDED_OVER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from u by c with local (Exim 4.96) (envelope-from <u@c>) id 1",
                "from u (helo=localhost) by c with local-esmtp (Exim 4.96) id 1",
                "from localhost (localhost [127.0.0.1]) (uid 500) by c with local",
                "by c (Postfix, from userid 1000) id 1",
                "(qmail 123 invoked by uid 1001); 26 Nov 2026 10:11:12 -0000",
                "(qmail 123 invoked by alias); 26 Nov 2026 10:11:12 -0000",
                "(qmail 123 invoked for bounce); 26 Nov 2026 10:11:12 -0000",
                "(from root@localhost) by c (8.15.2/8.15.2/Submit) id 1",
                "from localhost (c [local]) by c (OpenSMTPD) with ESMTPA id 1",
                "from mail pickup service by c with Microsoft SMTPSVC",
            })
    void RCVD_3_a_local_submission_is_local(String text) {
        assertThat(hop(text).kind()).isEqualTo(Kind.LOCAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from [192.0.2.9] by c with SMTP",
                "from 192.0.2.9 by c with HTTP",
                "from 192.0.2.9 ([192.0.2.9]) by c (IMP) with HTTP",
                "from a (helo=b) by c with SMTP",
                "from a ([local]) by c with SMTP",
                "by c (Postfix) id 1",
                "by c (Postfix, from userid 1000) with SMTP id 1",
                "by 2002:a05:6402:1::2 with SMTP id x1 (a)",
                "by 198.51.100.1 with SMTP id x1",
                "(qmail 123 invoked by uid 1001) by c; 26 Nov 2026 10:11:12 -0000",
                "(from root@localhost) by c (Postfix) id 1",
                "from a (b [192.0.2.9)] by c with SMTP",
                "from a (b [192.0.2.999]) by c with SMTP",
                "from a (b [192.0.2.09]) by c with SMTP",
            })
    void RCVD_3_any_other_field_is_unclear(String text) {
        assertThat(hop(text).kind()).isEqualTo(Kind.UNCLEAR);
    }

    @ParameterizedTest
    @CsvSource({
        "from a ([192.0.2.9]) by c with esmtp (Exim 4.96) (envelope-from <x@example.com>) id 1, x",
        "from a ([192.0.2.9]) by c with SMTP (Dovecot) id 1 (envelope-from <x@example.com>) for <u@d>, x",
        "from a ([192.0.2.9]) by c with ESMTP id 1 (envelope-from <x@example.com>) for <u@d>, ''",
        "from a ([192.0.2.9]) by c with SMTP (SubEthaSMTP 3) id A for  tls y (envelope-from <x@example.com>), ''",
        "from a (b [192.0.2.9]) by c (Haraka) with ESMTP id 1 envelope-from <x@example.com>, x",
        "from a (HELO b) (192.0.2.9) (envelope-sender <x@example.com>) by c (qmail-ldap-1.03) with SMTP, x",
        "from a (b [192.0.2.9]) by c (8.15/8.15) with ESMTP id 1; 26 Nov 2026 10:11:12 +0000 (envelope-from"
                + " x@example.com), x",
        "from a (b [192.0.2.9]) by c (8.15/8.15) with ESMTP id 1; 26 Nov 2026 10:11:12 +0000 (UTC)"
                + " (envelope-from x@example.com), x",
        "from a (b [192.0.2.9]) by c (8.15/8.15) with ESMTP id 1; 26 Nov 2026 10:11:12 +0000 (UTC)"
                + " (envelope-from <x@example.com>), ''",
        "from a (b [192.0.2.9]) by c with SMTP id 1 for x@d (envelope-from <y@example.com>), ''",
        "from a (b [192.0.2.9]) by c with SMTP id 1 for envelope-from <x@example.com>, ''",
        "from a (HELO b) (192.0.2.9) (envelope-sender <x@example.com>) by c with SMTP, ''",
        "from a ([192.0.2.9]) by c with esmtp (Exim 4.96) (envelope-from <(>) id 1 for a) (envelope-from"
                + " <x@example.com>) id 1, ''",
        "from a ([192.0.2.9]) by c with esmtp (Exim 4.96) (envelope-from <a b@example.com>) id 1, ''",
    })
    void RCVD_5_the_envelope_sender_is_read_where_the_form_has_it(String text, String localPart) {
        Hop hop = hop(text);
        assertThat(hop.client().map(Object::toString)).contains("192.0.2.9");
        assertThat(hop.sender().flatMap(EnvelopeSender::localPart).orElse("")).isEqualTo(localPart);
    }

    /** A comment says that the client authenticated itself, but not in the form of the server: who wrote it? */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "from a ([192.0.2.9] ident=x) (authenticated) by c with esmtp (Exim 4.96) id 1oXyzA-0001aB-2c",
                "from a ([192.0.2.9] helo=x) (authenticated) by c with esmtp (Exim 4.96) id 1oXyzA-0001aB-2c",
                "from a (b [192.0.2.9]) (user=a mech=b) by c with esmtp (Exim 4.96) id 1oXyzA-0001aB-2c",
                "from a (b [192.0.2.9]) (IDENT: x) (AUTH: y) by c with esmtp id 00000001.5F5E1000.00003A2B",
                "from a (b [192.0.2.9]) (IDENT: x) (authenticated) by c with esmtp id 00000001.5F5E1000.00003A2B",
                "from a (b [192.0.2.9]) (AUTH: LOGIN u) by c with esmtp id 1",
            })
    void RCVD_6_a_comment_of_another_form_submits_nothing(String text) {
        assertThat(hop(text).authenticated()).isEqualTo(Authenticated.UNCLEAR);
    }

    /** The reverse name, ident or HELO of 198.51.100.7 names another address, so that no address is certain. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "from a (::1% [198.51.100.7]) by mx",
                "from a (192.0.2.1%.evil.example [198.51.100.7]) by mx",
                "from a (192.0.2.1%eth0) by mx",
                "from a (::1%evil.example) by mx",
                "from a (x [127.0.0.1]) (Client CN \"x\"@r [198.51.100.7] (may be forged)) by mx (8.15.2/8.15.2)",
                "from h ([192.0.2.1]) (Client CN \"x\" (198.51.100.7)) by mx with SMTP id 1",
                "from x (127.0.0.1) (unknown:198.51.100.7) by mx",
                "from x (127.0.0.1) (ip_198.51.100.7) by mx",
                "from x (127.0.0.1) (host.evil-198.51.100.7) by mx",
                "from x (127.0.0.1) (2001:db8::7.25) by mx",
                "from x (127.0.0.1) (2001:db8::7:99999) by mx",
                "from x (y [127.0.0.1]) (rdns.host:198.51.100.7) by mx",
            })
    void RCVD_6_a_second_address_anywhere_leaves_the_client_unclear(String text) {
        assertThat(hop(text).client().map(Object::toString).filter(client -> !client.equals("198.51.100.7")))
                .isEmpty();
    }

    @Test
    void RCVD_6_a_field_without_a_date_is_unclear() {
        assertThat(Hop.of("from h (h [192.0.2.9]) by mx with ESMTP id 1").kind())
                .isEqualTo(Kind.UNCLEAR);
        assertThat(Hop.of("from h (h [192.0.2.9]) by mx id 1 with ESMTPSA").kind())
                .isEqualTo(Kind.UNCLEAR);
    }

    /** Each is a field of a server that writes 192.0.2.9, with something that the client chose. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // HELO
                "from by c with ESMTPSA (b [192.0.2.9]) by c with SMTP id 1",
                "from x ([6.6.6.6]) (b [192.0.2.9]) by c with SMTP id 1",
                "from x [6.6.6.6] (b [192.0.2.9]) by c with SMTP id 1",
                "from [6.6.6.6] (helo=x) (b [192.0.2.9]) by c with SMTP id 1",
                "from x ([6.6.6.6]) id 2 (b [192.0.2.9]) by c with SMTP",
                "from x ([6.6.6.6]) envelope-from <v@bank.example> (b [192.0.2.9]) by c with SMTP",
                "from x with LMTP ([192.0.2.9]) by c",
                "from x ([6.6.6.6]) via tcp (192.0.2.9) by c with SMTP",
                "from (authenticated (b [192.0.2.9]) by c with SMTP id 1",
                "from x (authenticated) (b [192.0.2.9]) by c with SMTP id 1",
                "from ) (b [192.0.2.9]) by c with SMTP id 1",
                "from \" (b [192.0.2.9]) by c with SMTP id 1",
                "from x\\ (b [192.0.2.9]) by c with SMTP id 1",
                "from a (HELO x) (6.6.6.6) (y) (192.0.2.9) by c with SMTP",
                "from 192.0.2.9  (EHLO [6.6.6.6]) by c with SMTPs",
                "from 192.0.2.9  (EHLO x)([6.6.6.6])() by c with SMTPs",
                "from 192.0.2.9 (EHLO x) ([6.6.6.6]) ([192.0.2.9]) by c (JAMES SMTP Server ) with SMTP ID 1",
                "from [192.0.2.9] (HELO x) ([6.6.6.6]) () by c (CommuniGate Pro SMTP 6.2.7) with ESMTPS id 1",
                "from a (EHLO x) ([6.6.6.6]) by c (J) with SMTP ID 1; 1 Jan 2026 00:00:00 +0000 (y) ([192.0.2.9]) by c",
                "from x (6.6.6.6) (192.0.2.9) by c (10.0.0.1) with Microsoft SMTP Server id 15",
                "from x ([6.6.6.6]) by mx ([192.0.2.9]) with MailEnable ESMTP",
                // HELO and the first line of DATA
                "from a (EHLO x) ([6.6.6.6]) by c with SMTP id 1 (( ) ([192.0.2.9]) by c (J) with ESMTP ID 2 for"
                        + " <u@d>; 1 Jan 2026 00:00:00 +0000 ) ; 1 Jan 2026 00:00:00 +0000",
                "from a (EHLO x) ([6.6.6.6]) by c with SMTP id 1 for <\") ([192.0.2.9]) by c (J) with ESMTP ID 2 for"
                        + " <u@d>; 1 Jan 2026 00:00:00 +0000 \"@d> ; 1 Jan 2026 00:00:00 +0000",
                "from x ([6.6.6.6]) by c with SMTP; 1 Jan 2026 00:00:00 +0000 ((b [192.0.2.9]) by c with SMTP)",
                // ident, reverse name
                "from a (IDENT:x [6.6.6.6]@b [192.0.2.9]) by c (8.15/8.15) with SMTP id 1",
                "from a (IDENT:x@y [6.6.6.6]) (z@b [192.0.2.9]) by c (8.15/8.15) with SMTP id 1",
                "from x ([6.6.6.6] helo= (IDENT:y)@b [192.0.2.9]) by c (8.15/8.15) with SMTP id 1",
                "from a (x [6.6.6.6]) ([192.0.2.9]) by c with SMTP id 1",
                // sender, recipient, login
                "from a ([192.0.2.9]) by c with esmtp (Exim 4) (envelope-from <\") with esmtpsa (\"@d>) id 1",
                "from a (b [192.0.2.9]) by c with SMTP id 1 for x by y with ESMTPSA",
                "from a (b [192.0.2.9]) by c with SMTP id 1 for a(b)c@d",
                "from a (b [192.0.2.9]) (Authenticated sender: x) by y with ESMTPA (z) by c (Postfix) with ESMTPA id 1",
                // more than a date
                "from a (b [192.0.2.9]) by c with SMTP id 1; 1 Jan 2026 00:00:00 +0000; 1 Jan 2026 00:00:00 +0000",
                "from a (b [192.0.2.9]) by c with SMTP id 1; 1 Jan 2026 00:00:00 +0000 for <u@d>",
                "from a (b [192.0.2.9]) by c with SMTP id 1; 1 Jan 2026 00:00:00 +0000 (a (b))",
                "from a (b [192.0.2.9]) by c with SMTP id 1;",
            })
    void RCVD_6_what_two_readers_may_read_differently_is_unclear(String text) {
        assertThat(hop(text).kind()).isEqualTo(Kind.UNCLEAR);
    }

    @Test
    void RCVD_6_what_the_client_chose_does_not_change_the_address() {
        assertThat(hop("from [6.6.6.6] (b [192.0.2.9]) by c with SMTP id 1")
                        .client()
                        .map(Object::toString))
                .contains("192.0.2.9");
        assertThat(hop("from [192.0.2.9] (helo=[6.6.6.6] (x)) by c with esmtp (Exim 4) id 1")
                        .client()
                        .map(Object::toString))
                .contains("192.0.2.9");
        assertThat(hop("from a (6.6.6.6@192.0.2.9) by c with SMTP").client().map(Object::toString))
                .contains("192.0.2.9");
        assertThat(hop("from a ([6.6.6.6]@[192.0.2.9]) by c with SMTP").client().map(Object::toString))
                .isNotEqualTo(Optional.of("6.6.6.6"));
        Hop certificate = hop("from a (b [192.0.2.9]) (Client CN \"[6.6.6.6] (authenticated)\", Issuer \"x\" (not"
                + " verified)) by c (Postfix) with ESMTPS id 1");
        assertThat(certificate.client().map(Object::toString)).contains("192.0.2.9");
        assertThat(certificate.authenticated()).isEqualTo(Authenticated.NO);
    }
}

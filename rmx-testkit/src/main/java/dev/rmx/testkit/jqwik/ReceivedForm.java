package dev.rmx.testkit.jqwik;

import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;

/** The forms in which mail servers write {@code Received} fields. Each writes what the client said as it is. */
enum ReceivedForm {
    POSTFIX,
    SENDMAIL,
    SENDMAIL_FREEBSD,
    EXIM,
    EXIM_WITHOUT_HOST,
    QMAIL,
    QMAIL_LDAP,
    QPSMTPD,
    EXCHANGE,
    SMTPSVC,
    GMAIL,
    COURIER,
    OPENSMTPD,
    HARAKA,
    JAMES,
    SUBETHA,
    COMMUNIGATE,
    COMMUNIGATE_WITHOUT_HOST,
    MDAEMON,
    ICEWARP,
    MAILENABLE,
    IRONPORT,
    MIMECAST,
    POWERMTA,
    ECELERITY,
    SURGEMAIL;

    static final String DATE = "; Thu, 26 Nov 2026 10:11:12 +0000";

    /**
     * What a server knows of a client.
     *
     * @param helo the HELO name
     * @param host the reverse name
     * @param address the address
     * @param ident what ident says; empty for nothing
     * @param login the name with which the client authenticated itself; empty if it did not
     * @param certificate the name in the client's certificate; empty for none
     * @param sender the envelope sender without angle brackets
     * @param recipient the recipient without angle brackets
     */
    record Session(
            String helo,
            String host,
            IpAddress address,
            String ident,
            String login,
            String certificate,
            String sender,
            String recipient) {
        private String literal() {
            return address.family() == IpFamily.IPV6 ? "[IPv6:" + address + "]" : "[" + address + "]";
        }

        private String bracketed() {
            return "[" + address + "]";
        }

        private String with(String protocol) {
            return "with " + protocol + (login.isEmpty() ? "" : "A");
        }

        private String helloAndHost() {
            return "from " + helo + " (" + host + " " + literal() + ")";
        }
    }

    /** Whether the field says that a client authenticated itself. */
    boolean saysAuthenticated() {
        return switch (this) {
            case QMAIL,
                    QMAIL_LDAP,
                    EXCHANGE,
                    SMTPSVC,
                    GMAIL,
                    JAMES,
                    SUBETHA,
                    IRONPORT,
                    MIMECAST,
                    POWERMTA,
                    ECELERITY,
                    SURGEMAIL -> false;
            default -> true;
        };
    }

    /** The value of the field. */
    String write(String by, Session s) {
        return switch (this) {
            case POSTFIX ->
                s.helloAndHost()
                        + "\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n\t"
                        + (s.certificate.isEmpty()
                                ? "(No client certificate requested)"
                                : "(Client CN \"" + s.certificate + "\", Issuer \"CA\" (verified OK))")
                        + (s.login.isEmpty() ? "" : "\r\n\t(Authenticated sender: " + s.login + ")")
                        + "\r\n\tby " + by + " (Postfix) " + s.with("ESMTPS") + " id 4Abc\r\n\tfor <" + s.recipient
                        + ">" + DATE + " (UTC)";
            case SENDMAIL -> sendmail(by, s) + DATE + " (GMT)";
            case SENDMAIL_FREEBSD -> sendmail(by, s) + DATE + " (UTC)\r\n\t(envelope-from " + s.sender + ")";
            case EXIM ->
                "from " + s.host + " (" + s.bracketed() + " helo=" + s.helo
                        + (s.ident.isEmpty() ? "" : " ident=" + s.ident) + ")" + exim(by, s);
            case EXIM_WITHOUT_HOST ->
                "from " + s.bracketed() + " (port=41000 helo=" + s.helo + (s.ident.isEmpty() ? "" : " ident=" + s.ident)
                        + ")" + exim(by, s);
            case QMAIL -> qmail(s) + "\r\n  by " + by + " with SMTP; 26 Nov 2026 10:11:12 -0000";
            case QMAIL_LDAP ->
                "from " + s.host + " (HELO " + s.helo + ") (" + at(s.ident) + s.bracketed() + ") (envelope-sender <"
                        + s.sender + ">) by " + by + " (qmail-ldap-1.03) with SMTP for <" + s.recipient + ">" + DATE;
            case QPSMTPD ->
                "from " + s.host + " (HELO " + s.helo + ") (" + s.address + ")\r\n  by " + by + " (qpsmtpd/0.94) "
                        + s.with("ESMTPS") + DATE;
            case EXCHANGE ->
                "from " + s.helo + " (" + s.address + ") by\r\n " + by
                        + " (10.1.2.3) with Microsoft SMTP\r\n Server (version=TLS1_2,\r\n cipher=TLS_A) id"
                        + " 15.20.3412.25 via Frontend Transport" + DATE;
            case SMTPSVC ->
                "from " + s.helo + " (" + s.bracketed() + ") by " + by + " with Microsoft SMTPSVC(6.0.3790.0)" + DATE;
            case GMAIL ->
                "from " + s.helo + " (" + s.host + ". " + s.bracketed() + ")\r\n        by " + by
                        + " with ESMTPS id a1si2\r\n        for <" + s.recipient
                        + ">\r\n        (version=TLS1_3 cipher=TLS_A bits=256/256)" + DATE + " (PST)";
            case COURIER ->
                "from " + s.helo + " (" + s.host + " " + s.bracketed() + ")\r\n  ("
                        + (s.login.isEmpty() ? "" : "AUTH: LOGIN " + s.login + ", ")
                        + "TLS: TLSv1.3,256bits,TLS_A)\r\n  by " + by + " " + s.with("ESMTPS") + "\r\n  id 0A.5F"
                        + DATE;
            case OPENSMTPD ->
                s.helloAndHost() + "\r\n\tby " + by + " (OpenSMTPD) " + s.with("ESMTPS")
                        + " id 5db34e0d (TLSv1.3:TLS_A:256:NO)"
                        + (s.login.isEmpty() ? "" : " auth=yes user=" + s.login) + "\r\n\tfor <" + s.recipient + ">"
                        + DATE;
            case HARAKA ->
                s.helloAndHost() + "\r\n\tby " + by + " (Haraka/3.0.1) " + s.with("ESMTPS")
                        + " id A-1.1\r\n\tenvelope-from <" + s.sender + ">\r\n\ttls TLS_A"
                        + (s.login.isEmpty() ? "" : " (authenticated bits=0)") + DATE;
            case JAMES ->
                "from " + s.host + " (EHLO " + s.helo + ") (" + s.bracketed() + ")\r\n          by " + by
                        + " (JAMES SMTP Server ) with ESMTP ID 123\r\n          for <" + s.recipient + ">" + DATE;
            case SUBETHA ->
                s.helloAndHost() + "\r\n        by " + by
                        + "\r\n        with SMTP (SubEthaSMTP 3.1.7) id ABC\r\n        for " + s.recipient + DATE;
            case COMMUNIGATE ->
                "from " + s.helo + " (" + (s.login.isEmpty() ? "" : "account " + s.login + " ") + s.bracketed()
                        + " verified)" + communigate(by, s);
            case COMMUNIGATE_WITHOUT_HOST ->
                "from " + s.bracketed() + " (" + (s.login.isEmpty() ? "" : "account " + s.login + " ") + "HELO "
                        + s.helo + ")" + communigate(by, s);
            case MDAEMON ->
                s.helloAndHost() + " by " + by + " (MDaemon PRO v19.5.1) " + s.with("ESMTPS") + " id md1.msg for <"
                        + s.recipient + ">" + DATE;
            case ICEWARP ->
                "from " + s.helo + " (" + s.bracketed() + ")\r\n by " + by + " (IceWarp 12.0.4.0) with "
                        + (s.login.isEmpty() ? "ESMTP" : "ASMTP") + " (SSL) id 201811261011" + DATE;
            case MAILENABLE ->
                "from " + s.helo + " (" + s.bracketed() + ") by " + by + " with MailEnable "
                        + (s.login.isEmpty() ? "ESMTP" : "ESMTPA") + DATE;
            case IRONPORT ->
                "from " + s.helo + " (" + s.bracketed() + ")\r\n  by " + by + " with ESMTP/TLS/TLS_A" + DATE;
            case MIMECAST ->
                s.helloAndHost() + " (Using TLS) by " + by + " with ESMTP with\r\n STARTTLS (version=TLSv1.3,"
                        + " cipher=TLS_A) id us-mta-1" + DATE;
            case POWERMTA ->
                "from " + s.helo + " (" + s.address + ") by " + by + " (PowerMTA(TM) v4.5) id h1 for <" + s.recipient
                        + ">" + DATE + " (envelope-from <" + s.sender + ">)";
            case ECELERITY ->
                "from [10.1.1.1] ([" + s.address + (s.address.family() == IpFamily.IPV4 ? ":41000" : "") + "] helo="
                        + s.helo + ") by " + by + " (ecelerity 4.2) with ESMTP id 1/2" + DATE;
            case SURGEMAIL ->
                "from " + s.helo + " (unverified " + s.bracketed() + ") by " + by + " (SurgeMail 7.3) with ESMTP id 1-2"
                        + DATE;
        };
    }

    private static String at(String ident) {
        return ident.isEmpty() ? "" : ident + "@";
    }

    private static String qmail(Session s) {
        return "from " + s.host + " (HELO " + s.helo + ") (" + at(s.ident) + s.address + ")";
    }

    private static String sendmail(String by, Session s) {
        return "from " + s.helo + " (" + (s.ident.isEmpty() ? "" : "IDENT:" + s.ident + "@") + s.host + " "
                + s.literal()
                + ")" + (s.login.isEmpty() ? "" : "\r\n\t(authenticated bits=0)") + "\r\n\tby " + by
                + " (8.15.2/8.15.2) " + s.with("ESMTPS") + " id 0AQABC123\r\n\t(version=TLSv1.3 cipher=TLS_A"
                + " verify=NO)\r\n\tfor <" + s.recipient + ">";
    }

    private static String exim(String by, Session s) {
        return "\r\n\tby " + by + " " + s.with("esmtps") + "  (TLS1.3) tls TLS_A\r\n\t(Exim 4.96)\r\n\t(envelope-from <"
                + s.sender + ">)\r\n\tid 1pAbCd-0001Xx-2Z\r\n\tfor " + s.recipient + DATE;
    }

    private static String communigate(String by, Session s) {
        return "\r\n  by " + by + " (CommuniGate Pro SMTP 6.2) " + s.with("ESMTPS") + " id 123 for " + s.recipient
                + DATE;
    }
}

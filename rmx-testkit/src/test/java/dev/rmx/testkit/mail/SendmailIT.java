package dev.rmx.testkit.mail;

import java.nio.file.Path;

class SendmailIT extends MilterContract {
    @Override
    MailServer start(Path directory, int milterPort, int sinkPort) throws Exception {
        return Sendmail.start(directory, milterPort, sinkPort);
    }
}

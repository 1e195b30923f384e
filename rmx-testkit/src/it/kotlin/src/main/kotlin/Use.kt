import dev.rmx.RmxResult
import dev.rmx.receive.EnvelopeSender
import dev.rmx.receive.TrustedResults
import dev.rmx.resolver.RmxChecker

fun passes(checker: RmxChecker, client: String, sender: String): Boolean =
    checker.check(client, sender).result() == RmxResult.PASS

fun sender(text: String): EnvelopeSender = EnvelopeSender.parse(text)

fun results(hosts: List<String>): TrustedResults = TrustedResults.read(listOf(), hosts)

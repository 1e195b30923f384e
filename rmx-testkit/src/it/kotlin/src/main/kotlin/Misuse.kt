import dev.rmx.dns.DnsAnswer
import dev.rmx.dns.DnsQuestion
import dev.rmx.receive.EnvelopeSender
import dev.rmx.receive.TrustedResults
import dev.rmx.resolver.QueryBudget
import dev.rmx.resolver.RmxResolver
import java.util.concurrent.CompletableFuture

fun noSender(text: String?) = EnvelopeSender.parse(text) // misuse

fun noHost(hosts: List<String?>) = TrustedResults.read(listOf(), hosts) // misuse

class NoAnswer : RmxResolver {
    override fun resolve(question: DnsQuestion, budget: QueryBudget): CompletableFuture<DnsAnswer>? = null // misuse
}

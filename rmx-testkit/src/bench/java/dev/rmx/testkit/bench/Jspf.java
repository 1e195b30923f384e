package dev.rmx.testkit.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.james.jspf.core.DNSRequest;
import org.apache.james.jspf.core.DNSService;
import org.apache.james.jspf.core.DNSServiceEnabled;
import org.apache.james.jspf.core.MacroExpand;
import org.apache.james.jspf.core.MacroExpandEnabled;
import org.apache.james.jspf.core.SPFCheckEnabled;
import org.apache.james.jspf.executor.SPFResult;
import org.apache.james.jspf.executor.SynchronousSPFExecutor;
import org.apache.james.jspf.impl.DefaultTermsFactory;
import org.apache.james.jspf.impl.SPF;
import org.apache.james.jspf.parser.RFC4408SPF1Parser;
import org.apache.james.jspf.wiring.WiringServiceTable;

/** jSPF, the peer: it checks for RMX's successor. */
final class Jspf {
    private final SPF spf;

    /** With the executor that runs in the caller's thread: checks with its default one do not always end. */
    Jspf(DNSService dns) {
        MacroExpand macros = new MacroExpand(dns);
        WiringServiceTable wiring = new WiringServiceTable();
        spf = new SPF(
                dns, new RFC4408SPF1Parser(new DefaultTermsFactory(wiring)), macros, new SynchronousSPFExecutor(dns));
        wiring.put(DNSServiceEnabled.class, dns);
        wiring.put(MacroExpandEnabled.class, macros);
        wiring.put(SPFCheckEnabled.class, spf);
    }

    SPFResult check(String client) {
        return check(client, Published.SENDER);
    }

    SPFResult check(String client, String sender) {
        return spf.checkSPF(client, sender, "client.example.net");
    }

    /** Checks once, and makes sure that it passes. */
    void requirePass(String client) {
        SPFResult result = check(client);
        if (!result.getResult().equals("pass")) {
            throw new IllegalStateException("should pass: " + result.getHeaderText());
        }
    }

    /** DNS that holds one TXT record in memory. */
    record Zone(String txt) implements DNSService {
        @Override
        public List<String> getRecords(DNSRequest request) {
            return request.getRecordType() == DNSRequest.TXT ? List.of(txt) : List.of();
        }

        @Override
        public CompletionStage<List<String>> getRecordsAsync(DNSRequest request) {
            return CompletableFuture.completedFuture(getRecords(request));
        }

        @Override
        public List<String> getLocalDomainNames() {
            return List.of("client.example.net");
        }

        @Override
        public void setTimeOut(int timeOut) {}

        @Override
        public int getRecordLimit() {
            return 10;
        }

        @Override
        public void setRecordLimit(int recordLimit) {}
    }
}

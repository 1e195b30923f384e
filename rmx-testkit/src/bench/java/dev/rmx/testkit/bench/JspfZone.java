package dev.rmx.testkit.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.james.jspf.core.DNSRequest;
import org.apache.james.jspf.core.DNSService;

/** DNS for jSPF that holds one TXT record in memory. */
final class JspfZone implements DNSService {
    private final List<String> txt;

    JspfZone(String txt) {
        this.txt = List.of(txt);
    }

    @Override
    public List<String> getRecords(DNSRequest request) {
        return request.getRecordType() == DNSRequest.TXT ? txt : List.of();
    }

    @Override
    public CompletionStage<List<String>> getRecordsAsync(DNSRequest request) {
        return CompletableFuture.completedFuture(getRecords(request));
    }

    @Override
    public List<String> getLocalDomainNames() {
        return List.of("bench.example.net");
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

package dev.rmx.testkit.spark;

import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import example.spark.AuditDomains;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs the example for Spark in local mode, against a server on loopback, and looks at its rows. */
public final class SparkCheck {
    private static final int DOMAINS = 300;

    private SparkCheck() {}

    /** Runs; fails if the rows are not what the zone says. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("rmx-spark");
        Path list = Files.writeString(folder.resolve("domains"), domains(""));
        Path rows = folder.resolve("rows");
        try (RmxDnsServer server = RmxDnsServer.start(RmxZone.parse(domains(" IN TXT \"v=spf1 ip4:192.0.2.0/24 -all\"")
                .replace("d1.example.", "d1.example. IN TXT \"v=spf1 oops\"\nx.example.")))) {
            InetSocketAddress address = server.address();
            AuditDomains.main(new String[] {
                list.toString(), rows.toString(), address.getHostString(), String.valueOf(address.getPort())
            });
        }
        Map<String, Long> states = new TreeMap<>();
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", false)
                .getOrCreate()) {
            for (Row row : spark.read()
                    .parquet(rows.toString())
                    .groupBy("state", "ipv4")
                    .count()
                    .collectAsList()) {
                states.put(row.getString(0) + " " + row.getLong(1), row.getLong(2));
            }
        }
        Map<String, Long> expected = Map.of("PUBLISHED 256", DOMAINS - 1L, "UNUSABLE 0", 1L);
        if (!states.equals(expected)) {
            throw new IllegalStateException("the rows are " + states + ", not " + expected);
        }
        System.out.println("Spark audited " + DOMAINS + " domains: " + states);
    }

    private static String domains(String record) {
        return IntStream.range(0, DOMAINS)
                .mapToObj(i -> "d" + i + ".example." + record + "\n")
                .collect(Collectors.joining());
    }
}

package example.spark;

import dev.rmx.codec.lint.LintFinding;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpFamily;
import dev.rmx.resolver.AuditedDomain;
import dev.rmx.resolver.DomainAudit;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolverBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Audits the domains of a text file, one a line, in Apache Spark: {@code AuditDomains FILE FOLDER [HOST PORT]} writes
 * Parquet to FOLDER. Each process has one checker, which all of its partitions share, with its cache and its limit of
 * queries a second.
 */
public final class AuditDomains {
    /** To each name server, of each process: divide what a resolver bears by the number of executors. */
    private static final int QUERIES_PER_SECOND = 100;

    /** How many domains of a partition are under way at once. */
    private static final int UNDER_WAY = 200;

    private static final StructType COLUMNS = new StructType()
            .add("domain", DataTypes.StringType, false)
            .add("state", DataTypes.StringType, false)
            .add("form", DataTypes.StringType)
            .add("ipv4", DataTypes.LongType, false)
            .add("ipv6", DataTypes.createDecimalType(38, 0), false)
            .add("complete", DataTypes.BooleanType, false)
            .add("spfLookups", DataTypes.IntegerType)
            .add("findings", DataTypes.createArrayType(DataTypes.StringType), false);

    private static DomainAudit ofProcess; // guarded by the class

    private AuditDomains() {}

    /** Audits a file in the cluster that {@code spark-submit} names, or in this process. */
    public static void main(String[] arguments) throws IOException {
        SparkSession.Builder builder = SparkSession.builder().appName("rmx audit");
        if (System.getProperty("spark.master") == null) {
            builder.master("local[*]").config("spark.ui.enabled", false);
        }
        Optional<InetSocketAddress> server = arguments.length < 4
                ? Optional.empty()
                : Optional.of(new InetSocketAddress(arguments[2], Integer.parseInt(arguments[3])));
        try (SparkSession spark = builder.getOrCreate()) {
            Dataset<Row> audited = audit(spark.read().textFile(arguments[0]), server.orElse(null));
            audited.write().parquet(arguments[1]);
            spark.read().parquet(arguments[1]).groupBy("state").count().show();
        }
    }

    /** A row for each domain; {@code server} is the name server to ask, null for those of the machine. */
    static Dataset<Row> audit(Dataset<String> domains, InetSocketAddress server) {
        MapPartitionsFunction<String, Row> rows = partition -> rows(partition, ofProcess(server));
        return domains.distinct().mapPartitions(rows, Encoders.row(COLUMNS));
    }

    private static synchronized DomainAudit ofProcess(InetSocketAddress server) {
        if (ofProcess == null) {
            Duration patience = Duration.ofMinutes(10); // questions wait for their turn
            DnsjavaResolverBuilder resolver = DnsjavaResolver.builder().queriesPerSecond(QUERIES_PER_SECOND);
            if (server != null) {
                resolver.servers(server);
            }
            RmxChecker checker = RmxChecker.builder(resolver.build())
                    .deadline(patience)
                    .questionsInFlight(2 * QUERIES_PER_SECOND, 1_000_000)
                    .build(); // its threads are daemons, and end with the process
            ofProcess = DomainAudit.of(checker.resolver()).withDeadline(patience);
        }
        return ofProcess;
    }

    /** The rows of a partition, in its order, while the next domains are under way. */
    private static Iterator<Row> rows(Iterator<String> lines, DomainAudit audit) {
        Queue<CompletableFuture<Row>> underWay = new ArrayDeque<>();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                while (underWay.size() < UNDER_WAY && lines.hasNext()) {
                    DomainName.parseSubject(lines.next().strip()) // leaves out what is no domain
                            .map(domain -> audit.auditAsync(domain, ForkJoinPool.commonPool()))
                            .ifPresent(audited -> underWay.add(audited.thenApply(AuditDomains::row)));
                }
                return !underWay.isEmpty();
            }

            @Override
            public Row next() {
                hasNext();
                return underWay.remove().join();
            }
        };
    }

    private static Row row(AuditedDomain audited) {
        return RowFactory.create(
                audited.domain().toString(),
                audited.state().toString(),
                audited.form().map(Object::toString).orElse(null),
                audited.authorized(IpFamily.IPV4).longValueExact(),
                new BigDecimal(audited.authorized(IpFamily.IPV6)),
                audited.isComplete(),
                audited.spfLookups().isPresent() ? audited.spfLookups().getAsInt() : null,
                audited.lint().findings().stream()
                        .map(LintFinding::rule)
                        .map(Object::toString)
                        .distinct()
                        .toArray(String[]::new));
    }
}

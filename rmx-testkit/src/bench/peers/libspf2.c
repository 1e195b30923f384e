/*
 * The benchmarks' SPF records, checked by libspf2 with its zone in memory.
 *
 * libspf2 include N   a record that includes one with N prefixes; the last holds the client
 * libspf2 terms       a record of ten terms; the first holds the client
 * libspf2 self        WorstSpf's record that includes itself ten times
 *
 * Prints the processor time of one check, in nanoseconds: the median of five rounds.
 */
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <spf2/spf.h>
#include <spf2/spf_dns_zone.h>

#define ROUNDS 5

static SPF_dns_server_t *zone;
static int result = SPF_RESULT_PASS;

static void publish(const char *domain, const char *text) {
    if (SPF_dns_zone_add_str(zone, domain, ns_t_txt, NETDB_SUCCESS, text) != SPF_E_SUCCESS) {
        fprintf(stderr, "cannot add the record of %s\n", domain);
        exit(1);
    }
}

/* As Published.network(): 11.A.B.0/24. */
static const char *publish_include(int prefixes) {
    static char client[32];
    char *record = malloc(64 + 24 * (size_t) prefixes);
    int end = sprintf(record, "v=spf1");
    for (int i = 0; i < prefixes; i++) {
        end += sprintf(record + end, " ip4:11.%d.%d.0/24", i >> 8, i & 0xff);
    }
    sprintf(record + end, " -all");
    publish("bench.example.org", "v=spf1 include:spf.example.net -all");
    publish("spf.example.net", record);
    free(record);
    sprintf(client, "11.%d.%d.7", (prefixes - 1) >> 8, (prefixes - 1) & 0xff);
    return client;
}

static const char *publish_terms(void) {
    publish("bench.example.org",
            "v=spf1 ip4:11.0.0.0/8 ip4:198.51.100.0/24 ip4:203.0.113.7 ip4:10.0.0.0/8 ip6:2001:db8::/32"
            " a:mail.example.org mx include:spf.example.net include:spf.example.com -all");
    return "11.0.0.7";
}

static const char *publish_self_include(void) {
    char record[1024] = "v=spf1";
    for (int i = 0; i < 10; i++) {
        strcat(record, " include:bench.example.org");
    }
    publish("bench.example.org", strcat(record, " -all"));
    result = SPF_RESULT_PERMERROR;
    return "192.0.2.1";
}

static void check(SPF_server_t *server, const char *client) {
    SPF_request_t *request = SPF_request_new(server);
    SPF_response_t *response = NULL;
    SPF_request_set_ipv4_str(request, client);
    SPF_request_set_env_from(request, "joe@bench.example.org");
    SPF_request_query_mailfrom(request, &response);
    if (SPF_response_result(response) != result) {
        fprintf(stderr, "wrong result: %s\n", SPF_strresult(SPF_response_result(response)));
        exit(1);
    }
    SPF_response_free(response);
    SPF_request_free(request);
}

static double processor_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * 1e9 + now.tv_nsec;
}

static int by_size(const void *one, const void *other) {
    double a = *(const double *) one;
    double b = *(const double *) other;
    return a < b ? -1 : a > b;
}

int main(int argc, char **argv) {
    zone = SPF_dns_zone_new(NULL, "benchmark", 0);
    const char *client;
    if (argc == 3 && strcmp(argv[1], "include") == 0) {
        client = publish_include(atoi(argv[2]));
    } else if (argc == 2 && strcmp(argv[1], "terms") == 0) {
        client = publish_terms();
    } else if (argc == 2 && strcmp(argv[1], "self") == 0) {
        client = publish_self_include();
    } else {
        fprintf(stderr, "usage: libspf2 include N | terms | self\n");
        return 64;
    }
    SPF_server_t *server = SPF_server_new_dns(zone, 0);
    long checks = result == SPF_RESULT_PASS ? 20000 : 100;
    double rounds[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) { /* one round to warm up */
        double begin = processor_time();
        for (long i = 0; i < checks; i++) {
            check(server, client);
        }
        if (round >= 0) {
            rounds[round] = (processor_time() - begin) / checks;
        }
    }
    qsort(rounds, ROUNDS, sizeof *rounds, by_size);
    printf("%.0f\n", rounds[ROUNDS / 2]);
    return 0;
}

/*
 * Checks over DNS with libspf2, for the script cold: cold-libspf2 IN-FLIGHT CHECKS DOMAINS
 *
 * Each thread has one check in flight. Prints checks a second, microseconds of processor time a check, and context
 * switches a check. The name server is the system's.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <spf2/spf.h>

static int domains;
static long left;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static long next(void) {
    pthread_mutex_lock(&lock);
    long mine = --left;
    pthread_mutex_unlock(&lock);
    return mine;
}

static void *run(void *unused) {
    SPF_server_t *server = SPF_server_new(SPF_DNS_RESOLV, 0);
    for (long i = next(); i >= 0; i = next()) {
        char sender[64];
        snprintf(sender, sizeof sender, "joe@d%ld.cold.example", i % domains);
        SPF_request_t *request = SPF_request_new(server);
        SPF_response_t *response = NULL;
        SPF_request_set_ipv4_str(request, "192.0.2.1");
        SPF_request_set_env_from(request, sender);
        SPF_request_query_mailfrom(request, &response);
        if (SPF_response_result(response) != SPF_RESULT_PASS) {
            fprintf(stderr, "%s should pass: %s\n", sender, SPF_strresult(SPF_response_result(response)));
            exit(1);
        }
        SPF_response_free(response);
        SPF_request_free(request);
    }
    SPF_server_free(server);
    return unused;
}

static void check(int threads, long checks) {
    pthread_t *all = malloc(threads * sizeof *all);
    left = checks;
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&all[i], NULL, run, NULL) != 0) {
            perror("pthread_create");
            exit(1);
        }
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(all[i], NULL);
    }
    free(all);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static double processor_seconds(const struct rusage *used) {
    return used->ru_utime.tv_sec + used->ru_stime.tv_sec + (used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: cold-libspf2 IN-FLIGHT CHECKS DOMAINS\n");
        return 64;
    }
    int threads = atoi(argv[1]);
    long checks = atol(argv[2]);
    domains = atoi(argv[3]);
    check(threads, checks / 4); /* to warm up */
    struct rusage before;
    struct rusage after;
    getrusage(RUSAGE_SELF, &before);
    double begin = seconds();
    check(threads, checks);
    double time = seconds() - begin;
    getrusage(RUSAGE_SELF, &after);
    long switches = after.ru_nvcsw + after.ru_nivcsw - before.ru_nvcsw - before.ru_nivcsw;
    printf("%.0f %.1f %.2f\n", checks / time, (processor_seconds(&after) - processor_seconds(&before)) * 1e6 / checks,
           (double) switches / checks);
    return 0;
}

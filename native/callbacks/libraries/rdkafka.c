/* rdkafka: a client that works on threads of its own from the moment it is made, and calls back on three kinds of them:
 * its main thread and its broker thread log, its background thread delivers, and each says when it starts and ends.
 *
 * No broker is there: messages are written and purged, and each is reported as not delivered. The addresses that are
 * tried are closed ports of the loopback interface.
 */
#include "kit.h"
#include "load.h"
#include "rdkafka.api.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

static struct {
    EACH_FUNCTION(KIT_FIELD)
} rd; /* written once, by kit_load */

#define FIND(name, type, arguments) {"rd_kafka_" #name, &rd.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#define PACKAGES "librdkafka1"

static const char *open_library(void)
{
    static struct kit_needed needed = {
        .files = "centos8-librdkafka.so librdkafka.so librdkafka.so.1", .packages = PACKAGES, .symbols = symbols};
    const char *why = kit_load(&needed);
    return why != NULL || rd.version_str()[0] == '1' || rd.version_str()[0] == '2'
               ? why
               : "the librdkafka that is here is neither 1.x nor 2.x, and its messages may be laid out differently";
}

/* So many of a kind always come; what comes beyond is told to nobody. */
struct kind {
    int limit, begun, done;
};

struct state {
    const struct kit_request *request;
    pthread_t caller;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    rd_kafka_t *client; /* when it is made */
    int delivered;
    struct kind logs, starts, exits, stats, failures;
    int64_t wrong;
    uint64_t sum;
};

/* A log callback is given no user data, and must not ask rd_kafka_opaque. There is one run at a time. */
static struct state *_Atomic logged;

static void tell(struct state *state, int *so_far, int64_t item, int64_t a, int64_t b)
{
    int64_t answer = kit_call(state->request, a, b);
    pthread_mutex_lock(&state->lock);
    state->wrong += answer != a - b;
    state->sum += kit_fold(item, answer);
    ++*so_far;
    pthread_cond_signal(&state->changed);
    pthread_mutex_unlock(&state->lock);
}

/* The first so many of a kind, if they come on a thread of the library's, and not while rd_kafka_new waits for its
 * first threads: that wait has a time limit, so a callback that never returned there would be no deadlock. */
static void tell_some(struct state *state, struct kind *kind, int64_t item)
{
    pthread_mutex_lock(&state->lock);
    bool told = state->client != NULL && kind->begun < kind->limit && !pthread_equal(pthread_self(), state->caller);
    int which = told ? kind->begun++ : 0;
    pthread_mutex_unlock(&state->lock);
    if (told)
        tell(state, &kind->done, item * 100 - which, which * 0x300000001, item);
}

static void log_line(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
    (void)rk, (void)level, (void)facility, (void)text;
    struct state *state = logged;
    tell_some(state, &state->logs, -1);
}

static error thread_starts(rd_kafka_t *rk, thread_type type, const char *name, void *user)
{
    (void)rk, (void)type, (void)name;
    struct state *state = user;
    tell_some(state, &state->starts, -2);
    return 0;
}

static error thread_ends(rd_kafka_t *rk, thread_type type, const char *name, void *user)
{
    (void)rk, (void)type, (void)name;
    struct state *state = user;
    tell_some(state, &state->exits, -3);
    return 0;
}

static error intercept(rd_kafka_t *rk, const rd_kafka_conf_t *conf, void *user, char *why, size_t size)
{
    (void)conf, (void)why, (void)size;
    error failed = rd.interceptor_add_on_thread_start(rk, "kit", thread_starts, user);
    return failed ? failed : rd.interceptor_add_on_thread_exit(rk, "kit", thread_ends, user);
}

/* On the background thread. */
static void happened(rd_kafka_t *rk, rd_kafka_event_t *event, void *user)
{
    (void)rk;
    struct state *state = user;
    const rd_kafka_message_t *message;
    int type = rd.event_type(event);
    if (type == STATISTICS)
        tell_some(state, &state->stats, -4);
    else if (type == FAILED)
        tell_some(state, &state->failures, -5);
    while (type == DELIVERED && (message = rd.event_message_next(event)) != NULL) {
        int32_t item;
        memcpy(&item, message->payload, sizeof item);
        tell(state, &state->delivered, message->err == (error)PURGED ? item : -100000 - item, (item + 1) * 0x100000001,
             item);
    }
    rd.event_destroy(event);
}

/* A log line that is to go to Kafka: forbidden in a log callback, and what a writer of loggers wants. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    rd_kafka_topic_t *topic = rd.topic_new(logged->client, "kit-log", NULL);
    if (topic == NULL)
        return a - b + 1;
    rd.topic_destroy(topic);
    return a - b;
}

static rd_kafka_t *make(struct state *state, char *why, size_t size)
{
    static const char *const settings[][2] = {
        {"debug", "all"}, {"statistics.interval.ms", "1"}, {"reconnect.backoff.ms", "1"}, {"log.thread.name", "false"}};
    rd_kafka_conf_t *conf = rd.conf_new();
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (rd.conf_set(conf, settings[i][0], settings[i][1], why, size) != 0) {
            rd.conf_destroy(conf);
            return NULL;
        }
    rd.conf_set_opaque(conf, state);
    rd.conf_set_log_cb(conf, log_line);
    rd.conf_set_events(conf, DELIVERED | FAILED | STATISTICS);
    rd.conf_set_background_event_cb(conf, happened);
    rd.conf_interceptor_add_on_new(conf, "kit", intercept, state);
    rd_kafka_t *rk = rd.new((client)PRODUCER, conf, why, size);
    if (rk == NULL)
        rd.conf_destroy(conf);
    return rk;
}

/* Whatever would go to the caller's poll goes to the background thread. */
static void forward(rd_kafka_t *rk)
{
    rd_kafka_queue_t *from = rd.queue_get_main(rk), *to = rd.queue_get_background(rk);
    rd.queue_forward(from, to);
    rd.queue_destroy(from);
    rd.queue_destroy(to);
}

static int write_and_purge(rd_kafka_t *rk, int32_t count)
{
    rd_kafka_topic_t *topic = rd.topic_new(rk, "kit", NULL);
    int failed = topic == NULL;
    for (int32_t i = 0; i < count && !failed; i++)
        failed = rd.produce(topic, -1, COPY, &i, sizeof i, NULL, 0, NULL);
    failed = failed ? failed : (int)rd.purge(rk, QUEUED | IN_FLIGHT);
    if (topic != NULL)
        rd.topic_destroy(topic);
    return failed;
}

static bool all_came(const struct state *state)
{
    const struct kind *kinds[] = {&state->logs, &state->starts, &state->stats, &state->failures};
    int missing = state->delivered < state->request->count;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        missing += kinds[i]->done < kinds[i]->limit;
    return missing == 0;
}

static void wait_for_all(struct state *state)
{
    pthread_mutex_lock(&state->lock);
    while (!all_came(state))
        pthread_cond_wait(&state->changed, &state->lock);
    pthread_mutex_unlock(&state->lock);
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request,
                          .caller = pthread_self(),
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .changed = PTHREAD_COND_INITIALIZER,
                          .logs = {.limit = 8},
                          .starts = {.limit = 2},
                          .exits = {.limit = 3},
                          .stats = {.limit = 2},
                          .failures = {.limit = 1}};
    char why[256] = "librdkafka cannot make a client";
    logged = &state;
    rd_kafka_t *rk = make(&state, why, sizeof why);
    if (rk == NULL) {
        request->fail(request, why);
        return 0;
    }
    pthread_mutex_lock(&state.lock);
    state.client = rk;
    pthread_mutex_unlock(&state.lock);
    forward(rk);
    int brokers = rd.brokers_add(rk, "127.0.0.1:1,127.0.0.1:2"); /* a thread for each */
    int failed = write_and_purge(rk, request->count);
    if (brokers == 2 && !failed)
        wait_for_all(&state);
    rd.destroy(rk); /* waits for all of its threads */
    return (int64_t)(state.sum + kit_fold(-1000 - failed, brokers) + kit_fold(-2000, state.wrong));
}

static const char *version(void)
{
    return rd.version_str();
}

const struct kit_library kit_rdkafka = {
    .abi = KIT_ABI,
    .threads = KIT_ON_OWN,
    .name = "rdkafka",
    .sentence = "Three kinds of threads that log, deliver, start and end, on which a callback may come at once.",
    .origin = "NuGet librdkafka.redist, else the system's librdkafka.so.1",
    .reentry =
        "A log callback: no, it \"MUST NOT call any librdkafka APIs or do any prolonged work\" (rdkafka.h, "
        "rd_kafka_conf_set_log_cb), nor may a thread's start and exit call those of its client or block. An event's: "
        "yes, but it \"MUST NOT call rd_kafka_destroy()\" (rd_kafka_conf_set_background_event_cb).",
    .unwinding = "No source speaks: errors go by events and codes (rdkafka.h).",
    .items = 1000,
    .packages = PACKAGES,
    .open = open_library,
    .version = version,
    .run = run,
    .again = again,
};

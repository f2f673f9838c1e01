/* rdkafka.api.h: what rdkafka.c uses of rdkafka.h, declared by hand and checked against it where it is there. */
#ifndef KIT_RDKAFKA_API_H
#define KIT_RDKAFKA_API_H

#include "load.h"

#include <stdint.h>

/* rd_kafka_NAME of rdkafka.h is rd.NAME here. Enumerations are ints, as they are to the calling convention. */
#define EACH_FUNCTION(X)                                                                                               \
    X(version_str, const char *, (void))                                                                               \
    X(conf_new, rd_kafka_conf_t *, (void))                                                                             \
    X(conf_destroy, void, (rd_kafka_conf_t *))                                                                         \
    X(conf_set, result, (rd_kafka_conf_t *, const char *, const char *, char *, size_t))                               \
    X(conf_set_events, void, (rd_kafka_conf_t *, int))                                                                 \
    X(conf_set_opaque, void, (rd_kafka_conf_t *, void *))                                                              \
    X(conf_set_log_cb, void, (rd_kafka_conf_t *, void (*)(const rd_kafka_t *, int, const char *, const char *)))       \
    X(conf_set_background_event_cb, void, (rd_kafka_conf_t *, void (*)(rd_kafka_t *, rd_kafka_event_t *, void *)))     \
    X(conf_interceptor_add_on_new, error,                                                                              \
      (rd_kafka_conf_t *, const char *, error (*)(rd_kafka_t *, const rd_kafka_conf_t *, void *, char *, size_t),      \
       void *))                                                                                                        \
    X(interceptor_add_on_thread_start, error,                                                                          \
      (rd_kafka_t *, const char *, error (*)(rd_kafka_t *, thread_type, const char *, void *), void *))                \
    X(interceptor_add_on_thread_exit, error,                                                                           \
      (rd_kafka_t *, const char *, error (*)(rd_kafka_t *, thread_type, const char *, void *), void *))                \
    X(new, rd_kafka_t *, (client, rd_kafka_conf_t *, char *, size_t))                                                  \
    X(brokers_add, int, (rd_kafka_t *, const char *))                                                                  \
    X(destroy, void, (rd_kafka_t *))                                                                                   \
    X(topic_new, rd_kafka_topic_t *, (rd_kafka_t *, const char *, rd_kafka_topic_conf_t *))                            \
    X(topic_destroy, void, (rd_kafka_topic_t *))                                                                       \
    X(produce, int, (rd_kafka_topic_t *, int32_t, int, void *, size_t, const void *, size_t, void *))                  \
    X(purge, error, (rd_kafka_t *, int))                                                                               \
    X(queue_get_main, rd_kafka_queue_t *, (rd_kafka_t *))                                                              \
    X(queue_get_background, rd_kafka_queue_t *, (rd_kafka_t *))                                                        \
    X(queue_forward, void, (rd_kafka_queue_t *, rd_kafka_queue_t *))                                                   \
    X(queue_destroy, void, (rd_kafka_queue_t *))                                                                       \
    X(event_type, int, (const rd_kafka_event_t *))                                                                     \
    X(event_message_next, const rd_kafka_message_t *, (rd_kafka_event_t *))                                            \
    X(event_destroy, void, (rd_kafka_event_t *))

enum { PRODUCER = 0, DELIVERED = 1, FAILED = 8, STATISTICS = 64, COPY = 2, QUEUED = 1, IN_FLIGHT = 2, PURGED = -152 };

#if __has_include(<librdkafka/rdkafka.h>)
#include <librdkafka/rdkafka.h>
typedef rd_kafka_conf_res_t result;
typedef rd_kafka_resp_err_t error;
typedef rd_kafka_thread_type_t thread_type;
typedef rd_kafka_type_t client;
#define SAME(name, type, arguments) KIT_SAME(rd_kafka_##name, type, arguments)
EACH_FUNCTION(SAME)
_Static_assert(PRODUCER == (int)RD_KAFKA_PRODUCER && DELIVERED == RD_KAFKA_EVENT_DR && FAILED == RD_KAFKA_EVENT_ERROR &&
                   STATISTICS == RD_KAFKA_EVENT_STATS && COPY == RD_KAFKA_MSG_F_COPY &&
                   QUEUED == RD_KAFKA_PURGE_F_QUEUE && IN_FLIGHT == RD_KAFKA_PURGE_F_INFLIGHT &&
                   PURGED == (int)RD_KAFKA_RESP_ERR__PURGE_QUEUE && RD_KAFKA_CONF_OK == 0,
               "unlike rdkafka.h");
#else
typedef int result, error, thread_type, client;
typedef struct rd_kafka_s rd_kafka_t;
typedef struct rd_kafka_conf_s rd_kafka_conf_t;
typedef struct rd_kafka_topic_s rd_kafka_topic_t;
typedef struct rd_kafka_topic_conf_s rd_kafka_topic_conf_t;
typedef struct rd_kafka_queue_s rd_kafka_queue_t;
typedef struct rd_kafka_op_s rd_kafka_event_t;
typedef struct {
    error err;
    rd_kafka_topic_t *rkt;
    int32_t partition;
    void *payload; /* and more, which is not looked at */
} rd_kafka_message_t;
#endif
_Static_assert(offsetof(rd_kafka_message_t, payload) == 24, "unlike rdkafka.h");

#endif

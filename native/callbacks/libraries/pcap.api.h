/* pcap.api.h: as much of the binary interface of libpcap 1 as pcap.c uses, held against the real headers where they
 * are. */
#ifndef KIT_PCAP_API_H
#define KIT_PCAP_API_H

#include "load.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>

typedef struct pcap pcap_t;
typedef struct pcap_dumper pcap_dumper_t;

struct packet { /* struct pcap_pkthdr */
    struct timeval ts;
    uint32_t caplen, len;
};

struct filter { /* struct bpf_program */
    unsigned bf_len;
    struct bpf_insn *bf_insns;
};

typedef void (*handler)(unsigned char *, const struct packet *, const unsigned char *);

/* pcap_NAME of the C interface is pcap.NAME here. */
#define EACH_FUNCTION(X)                                                                                               \
    X(lib_version, const char *, (void))                                                                               \
    X(open_dead, pcap_t *, (int, int))                                                                                 \
    X(open_offline, pcap_t *, (const char *, char *))                                                                  \
    X(close, void, (pcap_t *))                                                                                         \
    X(dump_fopen, pcap_dumper_t *, (pcap_t *, FILE *))                                                                 \
    X(dump, void, (unsigned char *, const struct packet *, const unsigned char *))                                     \
    X(dump_close, void, (pcap_dumper_t *))                                                                             \
    X(compile, int, (pcap_t *, struct filter *, const char *, int, uint32_t))                                          \
    X(setfilter, int, (pcap_t *, struct filter *))                                                                     \
    X(freecode, void, (struct filter *))                                                                               \
    X(loop, int, (pcap_t *, int, handler, unsigned char *))                                                            \
    X(dispatch, int, (pcap_t *, int, handler, unsigned char *))                                                        \
    X(next_ex, int, (pcap_t *, struct packet **, const unsigned char **))                                              \
    X(breakloop, void, (pcap_t *))

enum { ETHERNET = 1, BROKE = -2, MESSAGE = 256, SNAPSHOT = 65535 }; /* DLT_, PCAP_ERROR_BREAK, PCAP_ERRBUF_SIZE */

static struct {
    EACH_FUNCTION(KIT_FIELD)
} pcap;

#define FIND(name, type, arguments) {"pcap_" #name, &pcap.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};

#if __has_include(<pcap/pcap.h>)
#include <pcap/pcap.h>
_Static_assert(sizeof(struct packet) == sizeof(struct pcap_pkthdr) &&
                   offsetof(struct packet, caplen) == offsetof(struct pcap_pkthdr, caplen) &&
                   offsetof(struct packet, len) == offsetof(struct pcap_pkthdr, len) &&
                   sizeof(struct filter) == sizeof(struct bpf_program) &&
                   offsetof(struct filter, bf_insns) == offsetof(struct bpf_program, bf_insns) &&
                   ETHERNET == DLT_EN10MB && BROKE == PCAP_ERROR_BREAK && MESSAGE >= PCAP_ERRBUF_SIZE,
               "unlike pcap.h");
#define packet pcap_pkthdr /* so that the list names the header's own structs */
#define filter bpf_program
#define handler pcap_handler
#define SAME(name, type, arguments) KIT_SAME(pcap_##name, type, arguments)
EACH_FUNCTION(SAME)
#undef packet
#undef filter
#undef handler
#endif

#endif

/* kit.h: the contract of a C library that calls back. One page; nothing else is needed to write one.
 *
 * A library is one C file that ends in a descriptor. Its `run` does real work through its own real API and, while it
 * does, calls back. It joins the matrix by being put into libraries/ as NAME.c with the descriptor kit_NAME; built
 * alone
 *
 *     cc -std=c11 -shared -fPIC -I native/callbacks -o libmine.so mine.c
 *
 * with the descriptor exported as `kit_library` it joins with `--library ./libmine.so`.
 */
#ifndef KIT_H
#define KIT_H

#include <stddef.h>
#include <stdint.h>

#define KIT_ABI 2

/* What is found by its name from outside, also where all else is hidden (-fvisibility=hidden). */
#define KIT_EXPORT __attribute__((visibility("default")))

/* The one signature of every callback. It answers a - b, so that it can stand in for a comparator, a scalar function, a
 * visitor or a destructor; which door into managed code it leads through is not the library's business. */
typedef int64_t (*kit_callback)(void *user, int64_t a, int64_t b);

/* What a run is asked for. */
struct kit_request {
    kit_callback callback; /* call this, */
    void *user;            /* with this, */
    int32_t count;         /* for every item 0 .. count-1 at least once */
    int32_t reserved;
    void *stored; /* what `begin` answered */
    /* Says that the library itself failed (no memory, an engine's error): the attempt is then nobody else's fault. */
    void (*fail)(const struct kit_request *request, const char *why);
    struct kit_run *run; /* the kit's own */
};

/* The only way a library calls back. */
static inline int64_t kit_call(const struct kit_request *request, int64_t a, int64_t b)
{
    return request->callback(request->user, a, b);
}

/* What one callback adds to the answer of a run. The answer is the sum, modulo 2^64, of kit_fold over the distinct
 * items (or any other value that depends neither on the order nor on the number of the callbacks), so that it is the
 * same whichever thread, door or call brought it about, and can be checked against the same library run with a callback
 * written in C. Every answer that came back has to show in it. */
static inline uint64_t kit_fold(int64_t item, int64_t answer)
{
    uint64_t x = (uint64_t)item * 0x9e3779b97f4a7c15u ^ (uint64_t)answer;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* On which threads a library calls back. */
enum kit_library_threads {
    KIT_ON_CALLER = 0, /* on the thread that runs it: it meets every thread kind of the kit */
    KIT_ON_OWN = 1     /* on threads of its own: it has the one thread kind `library` */
};

struct kit_library {
    uint32_t abi;          /* KIT_ABI */
    uint32_t threads;      /* enum kit_library_threads */
    const char *name;      /* its place in the key: lower case letters, digits, '-' */
    const char *sentence;  /* what it shows that no other library does */
    const char *origin;    /* where the code comes from: "kit", "glibc", "NuGet SQLitePCLRaw.lib.e_sqlite3", ... */
    const char *reentry;   /* may a callback call the library again? with the source of that contract */
    const char *unwinding; /* may a callback leave by anything but return? with the source */

    /* Makes the library ready, before anything else is called. NULL when it is, else why it cannot be here and what
     * to type to get it: "libpcap.so.0.8 is not here: apt-get install libpcap0.8". NULL pointer: always ready. */
    const char *(*open)(void);
    /* The version of the real library that was loaded, or of the contract for a library of the kit's own. */
    const char *(*version)(void);
    /* NULL, or what an earlier call does: it may store the callback, and calls nothing back. Its answer is `stored` in
     * every run that follows, until the process ends. */
    void *(*begin)(const struct kit_request *request);
    /* Calls back, and answers with the fold. May be run again and again, and on several threads one after another. */
    int64_t (*run)(const struct kit_request *request);

    /* From here on: what a library of somebody else's needs, and a pattern of twenty lines does without. */

    /* How many items make the work real: a run is asked for at least so many, and such a library gets a small choice of
     * cells, as each costs more. 0: as many as the cell asks for, which are a few. */
    int32_t items;
    /* NULL, or the Debian and Ubuntu packages that bring it, with ' ' between; where releases call one differently the
     * names have '|' between, the newest first: "libevent-2.1-7t64|libevent-2.1-7 zlib1g". */
    const char *packages;
    /* NULL, or the library's own way out of a callback that does not return: lua_error, png_longjmp. Called from
     * inside the callback, on its thread, and does not return. The item counts as if a - b had been answered. */
    void (*leave)(const struct kit_request *request);
    /* NULL, or likewise its way out of a callback that it will go on with: lua_yieldk. */
    void (*yield)(const struct kit_request *request);
    /* NULL, or calls the library's own API again from inside a callback, whether it is allowed or refused. Answers
     * a - b if the library did as its documentation says, anything else if not. May call back. */
    int64_t (*again)(const struct kit_request *request, int64_t a, int64_t b);
};

#ifdef KIT_PLUGIN
/* A plug-in exports its descriptor under this name. */
extern KIT_EXPORT const struct kit_library kit_library;
#endif

#endif

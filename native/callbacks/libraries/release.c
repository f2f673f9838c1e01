/* release: the callback is a destructor, and the library alone picks its time: when the last reference goes, when a
 * cache needs the room for something else, when everything is shut down. What it destroys is then as likely to belong
 * to a finished request as to a running one, and the call it happens in has nothing to do with the object.
 *
 * Real ones: GDestroyNotify, xDestroy of SQLite's functions and bindings, zmq_msg_init_data, evbuffer_add_reference,
 * CRYPTO_EX_free, lua's __gc, pthread_key_create.
 */
#include "kit.h"

#include <stdlib.h>

#define ROOM 8

/* The library: counted objects, and a cache that keeps the ROOM newest of them. */
struct object {
    void (*destroy)(void *user, int64_t item);
    void *user;
    int64_t item;
    int references;
};

struct cache {
    struct object *slot[ROOM]; /* a ring: the oldest is where the next goes */
    int64_t puts;
};

static struct object *object_new(int64_t item, void (*destroy)(void *user, int64_t item), void *user)
{
    struct object *object = malloc(sizeof *object);
    if (object != NULL)
        *object = (struct object){destroy, user, item, 1};
    return object;
}

static void object_unref(struct object *object)
{
    if (object == NULL || --object->references > 0)
        return;
    object->destroy(object->user, object->item);
    free(object);
}

static void cache_put(struct cache *cache, struct object *object)
{
    struct object **slot = &cache->slot[cache->puts++ % ROOM], *oldest = *slot;
    object->references++;
    *slot = object;
    object_unref(oldest); /* another object's destructor, in the call that adds this one */
}

static void cache_close(struct cache *cache)
{
    for (int i = 0; i < ROOM; i++) {
        object_unref(cache->slot[i]);
        cache->slot[i] = NULL;
    }
}

struct state {
    const struct kit_request *request;
    int64_t destroyed;
    uint64_t sum;
};

static void destroy(void *user, int64_t item)
{
    struct state *state = user;
    state->destroyed++;
    state->sum += kit_fold(item, kit_call(state->request, -item, item * 0x900000005));
}

/* Every third object is held beyond its time in the cache: it goes with its last reference. The others go when the
 * cache wants their room, and the newest when it is closed. */
static int64_t run(const struct kit_request *request)
{
    struct state state = {request, 0, 0};
    struct cache cache = {.puts = 0};
    struct object **held = calloc((size_t)request->count / 3 + 1, sizeof(struct object *));
    if (held == NULL)
        return 0;
    for (int64_t item = 0; item < request->count; item++) {
        struct object *object = object_new(item, destroy, &state);
        if (object == NULL)
            break;
        cache_put(&cache, object);
        if (item % 3 == 0)
            held[item / 3] = object;
        else
            object_unref(object);
    }
    for (int64_t i = 0; 3 * i < request->count; i++)
        object_unref(held[i]);
    int64_t before = state.destroyed;
    cache_close(&cache);
    free(held);
    /* How many died when is part of the answer: a destructor that comes at another time is a wrong one. */
    state.sum += kit_fold(-1 - before, state.destroyed);
    return (int64_t)state.sum;
}

static const char *version(void)
{
    return "1";
}

const struct kit_library kit_release = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "release",
    .sentence =
        "A destructor whose time the library picks: the last reference, an eviction for something else, shutdown.",
    .origin = "kit",
    .reentry = "Yes: the object is out of every list when its destructor runs, though not yet freed (release.c).",
    .unwinding = "Survives it, but leaks the object (release.c).",
    .version = version,
    .run = run,
};

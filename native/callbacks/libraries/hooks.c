/* hooks: allocator-style callbacks, which run where nobody expects them: in the middle of building, growing, shrinking
 * and tearing down a structure, under calls that look as if they called nobody. A hash table asks for every byte, and
 * gives every byte back, through two hooks; most of its calls run one, some run three, and at that moment its counters
 * and its chains do not agree.
 *
 * Real ones: sqlite3_config(SQLITE_CONFIG_MALLOC), lua_newstate, VkAllocationCallbacks, zlib's zalloc, png_set_mem_fn,
 * curl_global_init_mem, CRYPTO_set_mem_functions, uv_replace_allocator, jemalloc's extent hooks.
 */
#include "kit.h"

#include <stdbool.h>
#include <stdlib.h>

/* The library. */
struct hooks {
    void *(*get)(void *user, size_t size);
    void (*put)(void *user, void *block, size_t size);
    void *user;
};

struct entry {
    struct entry *next;
    int64_t key;
};

struct table {
    struct hooks hooks;
    struct entry **bucket;
    size_t buckets, entries;
};

static struct entry **buckets_of(struct table *table, size_t buckets)
{
    struct entry **bucket = table->hooks.get(table->hooks.user, buckets * sizeof *bucket);
    for (size_t i = 0; bucket != NULL && i < buckets; i++)
        bucket[i] = NULL;
    return bucket;
}

static struct entry **place(struct entry **bucket, size_t buckets, int64_t key)
{
    return &bucket[kit_fold(key, 0) % buckets];
}

static bool table_new(struct table *table, struct hooks hooks)
{
    *table = (struct table){.hooks = hooks, .buckets = 4};
    return (table->bucket = buckets_of(table, table->buckets)) != NULL;
}

/* Moves every chain. Both arrays are half full when nobody looks, and the old one is given back last. */
static bool grow(struct table *table)
{
    size_t buckets = table->buckets * 2;
    struct entry **bucket = buckets_of(table, buckets), **old = table->bucket;
    if (bucket == NULL)
        return false;
    for (size_t i = 0; i < table->buckets; i++)
        for (struct entry *entry = old[i], *next; entry != NULL; entry = next) {
            next = entry->next;
            struct entry **to = place(bucket, buckets, entry->key);
            entry->next = *to;
            *to = entry;
        }
    table->bucket = bucket;
    table->hooks.put(table->hooks.user, old, table->buckets * sizeof *old); /* `buckets` is still the old number */
    table->buckets = buckets;
    return true;
}

static bool table_insert(struct table *table, int64_t key)
{
    table->entries++; /* counted before it is there */
    if (table->entries > 2 * table->buckets && !grow(table))
        return false;
    struct entry *entry = table->hooks.get(table->hooks.user, sizeof *entry);
    if (entry == NULL)
        return false;
    struct entry **to = place(table->bucket, table->buckets, key);
    *entry = (struct entry){*to, key};
    *to = entry;
    return true;
}

static bool table_erase(struct table *table, int64_t key)
{
    for (struct entry **link = place(table->bucket, table->buckets, key); *link != NULL; link = &(*link)->next)
        if ((*link)->key == key) {
            struct entry *entry = *link;
            *link = entry->next;
            table->hooks.put(table->hooks.user, entry, sizeof *entry); /* gone, but still counted */
            table->entries--;
            return true;
        }
    return false;
}

static void table_free(struct table *table)
{
    for (size_t i = 0; i < table->buckets; i++)
        while (table->bucket[i] != NULL)
            table_erase(table, table->bucket[i]->key);
    table->hooks.put(table->hooks.user, table->bucket, table->buckets * sizeof *table->bucket);
}

/* The hooks' items are numbered as they come: the library is deterministic, and takes at least one block an item. */
struct state {
    const struct kit_request *request;
    int64_t calls;
    uint64_t sum;
};

static void tell(struct state *state, int64_t size)
{
    int64_t item = state->calls++;
    state->sum += kit_fold(item, kit_call(state->request, item * 0x700000001, size));
}

static void *get(void *user, size_t size)
{
    tell(user, (int64_t)size);
    return malloc(size);
}

static void put(void *user, void *block, size_t size)
{
    tell(user, -(int64_t)size);
    free(block);
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {request, 0, 0};
    struct table table;
    if (!table_new(&table, (struct hooks){get, put, &state}))
        return 0;
    int64_t erased = 0;
    for (int64_t item = 0; item < request->count; item++)
        if (!table_insert(&table, item))
            return 0;
    for (int64_t item = 0; item < request->count; item += 3)
        erased += table_erase(&table, item); /* fails if a chain broke while a hook ran */
    state.sum += kit_fold(-1 - erased, (int64_t)table.entries);
    table_free(&table);
    state.sum += kit_fold(-2, (int64_t)table.entries);
    return (int64_t)state.sum;
}

static const char *version(void)
{
    return "1";
}

const struct kit_library kit_hooks = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "hooks",
    .sentence =
        "Allocator hooks run where nobody expects them: while a table is built, grows, shrinks and is torn down.",
    .origin = "kit",
    .reentry =
        "Another table: yes. The table whose hook runs: no, its counters and chains do not agree then (hooks.c).",
    .unwinding = "No: the table is left half changed, and what it was about to link or to give back leaks (hooks.c).",
    .version = version,
    .run = run,
};

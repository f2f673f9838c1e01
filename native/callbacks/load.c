/* load.c: see load.h. */
#include "load.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A word of a list: its length, and in *at where the next begins. 0 at the end. */
static int word(const char **at, char between)
{
    *at += strspn(*at, (char[]){between, 0});
    return (int)strcspn(*at, (char[]){between, 0});
}

static bool beside_the_kit(char path[PATH_MAX], const char *name)
{
    Dl_info here;
    const char *slash = dladdr((void *)&word, &here) != 0 ? strrchr(here.dli_fname, '/') : NULL;
    return slash != NULL &&
           snprintf(path, PATH_MAX, "%.*s/%s", (int)(slash - here.dli_fname), here.dli_fname, name) < PATH_MAX;
}

/* NULL, with what is wrong with it in `why`: a file that is not there is one case, a file that does not load another,
 * such as one of a package that was built for a newer C library.
 */
static void *load_file(const char *name, char *why, size_t size)
{
    char path[PATH_MAX];
    bool beside = beside_the_kit(path, name) && access(path, F_OK) == 0;
    void *file = beside ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    if (beside && file == NULL)
        snprintf(why, size, "%s cannot be loaded: %s", name, dlerror());
    if (file == NULL)
        file = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (file != NULL || beside)
        return file;
    const char *error = dlerror();
    if (error == NULL || strncmp(error, name, strlen(name)) == 0)
        snprintf(why, size, "%s is not here", name);
    else
        snprintf(why, size, "%s cannot be loaded: %s", name, error);
    return NULL;
}

static const char *lacks(void *file, const struct kit_symbol *symbols)
{
    for (const struct kit_symbol *symbol = symbols; symbol != NULL && symbol->name != NULL; symbol++) {
        void *address = dlsym(file, symbol->name);
        if (address == NULL)
            return symbol->name;
        memcpy(symbol->pointer, &address, sizeof address); /* the one cast from dlsym's pointer to a function's */
    }
    return NULL;
}

static void add(char *text, size_t size, const char *format, int length, const char *more)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, format, length, more);
}

/* " a b" of "a|old b": the newest names, or the oldest. Answers whether the two differ. */
static bool add_packages(char *text, size_t size, const char *packages, bool oldest)
{
    bool differ = false;
    for (int length; (length = word(&packages, ' ')) > 0; packages += length) {
        const char *begin = packages, *end = packages + length, *bar = memchr(begin, '|', (size_t)length);
        differ |= bar != NULL;
        while (oldest && (bar = memchr(begin, '|', (size_t)(end - begin))) != NULL)
            begin = bar + 1;
        bar = memchr(begin, '|', (size_t)(end - begin));
        add(text, size, " %.*s", (int)((bar != NULL ? bar : end) - begin), begin);
    }
    return differ;
}

static void add_advice(char *text, size_t size, const char *packages)
{
    if (packages == NULL)
        return;
    add(text, size, ": %.*s", INT_MAX, "apt-get install");
    if (add_packages(text, size, packages, false)) {
        add(text, size, "%.*s", INT_MAX, " (on older releases");
        add_packages(text, size, packages, true);
        add(text, size, "%.*s", INT_MAX, ")");
    }
}

static void find(struct kit_needed *needed)
{
    char why[256];
    const char *at = needed->files;
    for (int length; (length = word(&at, ' ')) > 0; at += length) {
        char name[128];
        snprintf(name, sizeof name, "%.*s", length, at);
        void *file = load_file(name, why, sizeof why);
        const char *missing = file != NULL ? lacks(file, needed->symbols) : NULL;
        if (file != NULL && missing == NULL) {
            needed->file = file;
            needed->path = at;
            needed->why[0] = 0;
            return;
        }
        if (missing != NULL)
            snprintf(why, sizeof why, "%s is too old: it lacks %s", name, missing);
        if (needed->why[0] != 0)
            add(needed->why, sizeof needed->why, "%.*s", INT_MAX, ", and ");
        add(needed->why, sizeof needed->why, "%.*s", INT_MAX, why);
    }
    add_advice(needed->why, sizeof needed->why, needed->packages);
}

const char *kit_load(struct kit_needed *needed)
{
    static pthread_mutex_t once = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&once);
    if (!needed->tried) {
        find(needed);
        if (needed->file != NULL && needed->prepare != NULL)
            needed->prepare();
    }
    needed->tried = 1;
    pthread_mutex_unlock(&once);
    return needed->file != NULL ? NULL : needed->why;
}

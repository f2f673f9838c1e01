/* modules.c: what other modules of this process export: the entry `export`, and the runtimes of +neighbours. */
#include "run.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The address of a name that the module around an address exports; NULL where there is none. Jitted code is in no
 * module. */
KIT_EXPORT void *kit_exported(const void *inside, const char *name)
{
    Dl_info here;
    if (dladdr(inside, &here) == 0)
        return NULL;
    void *module = dlopen(here.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
    if (module == NULL) /* the loader knows the program itself by no name */
        module = dlopen(NULL, RTLD_LAZY);
    return module ? dlsym(module, name) : NULL;
}

/* Loads one more runtime, a child of the kit's as a shared library, and lets it begin to collect (conformance/Cells/
 * Neighbour.cs). Answers its door to `entry`, or NULL and says why. */
static kit_entry neighbour(const char *path, kit_entry entry)
{
    void *file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    kit_entry (*begin)(kit_entry) = file ? (kit_entry(*)(kit_entry))dlsym(file, "kit_neighbour_begin") : NULL;
    if (begin == NULL) {
        kit_note(KIT_TOKEN_BROKEN, "%s is no neighbour: %s", path, dlerror());
        return NULL;
    }
    return begin(entry);
}

/* +neighbours: every runtime in KIT_NEIGHBOURS (paths with ':' between) lives in this process and collects from now on,
 * on a thread of its own. With `through`, a callback passes through all of them on its way to `entry`: each has a
 * managed frame on the thread while the one under test runs its body. Answers where C then has to call. */
KIT_EXPORT kit_entry kit_neighbours_door(kit_entry entry, int32_t through)
{
    const char *named = getenv("KIT_NEIGHBOURS");
    char paths[4096];
    if (named == NULL || (size_t)snprintf(paths, sizeof paths, "%s", named) >= sizeof paths) {
        kit_note(KIT_TOKEN_BROKEN, "+neighbours: KIT_NEIGHBOURS does not name any");
        return NULL;
    }
    char *rest = paths;
    for (char *path; (path = strsep(&rest, ":")) != NULL;) {
        kit_entry door = neighbour(path, entry);
        if (door == NULL)
            return NULL;
        if (through)
            entry = door;
    }
    return entry;
}

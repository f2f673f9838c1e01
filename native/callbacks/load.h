/* load.h: a real library of somebody else's, looked for when it is asked for: the kit links to none of them, and a
 * machine without one has absent cells and no broken kit. The house style, as in libraries/sqlite.c: the functions are
 * listed once, as X(name, type, (arguments)), and from the list come
 *
 *     static struct { EACH_FUNCTION(KIT_FIELD) } sql;                                   the pointers,
 *     #define FIND(name, type, arguments) {"sqlite3_" #name, &sql.name},
 *     static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};    where they come from,
 *     #define SAME(name, type, arguments) KIT_SAME(sqlite3_##name, type, arguments)
 *     EACH_FUNCTION(SAME)                      and, where there is the real header, the proof that they are right.
 */
#ifndef KIT_LOAD_H
#define KIT_LOAD_H

#include <stddef.h>

/* A function of the library, and the pointer that is to point to it. */
struct kit_symbol {
    const char *name;
    void *pointer;
};

struct kit_needed {
    const char *files;                /* with ' ' between: "libe_sqlite3.so libsqlite3.so.0"; the first that is here */
    const char *packages;             /* as in the descriptor */
    const struct kit_symbol *symbols; /* up to one without a name; NULL: none */
    /* NULL, or what the library wants once in a process, when it is here; loads no other. */
    void (*prepare)(void);
    void *file;       /* what dlopen answered: for eglGetProcAddress and its like */
    const char *path; /* which of the files it was */
    int tried;        /* kit_load's own, and */
    char why[512];    /* its answer */
};

/* Loads it, once in a process, whoever asks. Each file is looked for beside the kit, where those out of NuGet packages
 * lie, then on the system. NULL, or a sentence to be an `open`'s answer: what is missing, and what to type. */
const char *kit_load(struct kit_needed *needed);

#define KIT_FIELD(name, type, arguments) type(*name) arguments;
#define KIT_SAME(function, type, arguments)                                                                            \
    _Static_assert(__builtin_types_compatible_p(__typeof__(function), type arguments), "unlike its "                   \
                                                                                       "header: " #function);

#endif

/* describe.c: what the axes have on them, one JSON object a line, for the parent to read. */
#include "run.h"

#include <stdio.h>

/* JSON strings as this file needs them: descriptors are ours or a plug-in's, and may hold quotes. */
static void put(const char *name, const char *value)
{
    printf(",\"%s\":", name);
    if (value == NULL) {
        printf("null");
        return;
    }
    putchar('"');
    for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
        if (*c == '"' || *c == '\\')
            printf("\\%c", *c);
        else if (*c < 32)
            printf("\\u%04x", *c);
        else
            putchar(*c);
    }
    putchar('"');
}

static void describe_library(const struct kit_library *library)
{
    printf("{\"axis\":\"library\"");
    const char *absent = library->open ? library->open() : NULL;
    put("name", library->name);
    put("sentence", library->sentence);
    put("origin", library->origin);
    put("version", absent == NULL && library->version ? library->version() : NULL);
    put("threads", library->threads == KIT_ON_OWN ? "own" : "caller");
    put("reentry", library->reentry);
    put("unwinding", library->unwinding);
    put("packages", library->packages);
    printf(",\"items\":%d", library->items);
    printf(",\"offers\":\"%s%s%s\"", library->leave ? "leave " : "", library->yield ? "yield " : "",
           library->again ? "again " : "");
    put("absent", absent);
    printf("}\n");
}

KIT_EXPORT void kit_describe(const char *library)
{
    static const char *const when[] = {"during", "after", "exit"};
    if (library != NULL) {
        const struct kit_library *l = kit_find_library(library);
        if (l != NULL)
            describe_library(l);
    } else {
        for (int i = 0; i < kit_library_count; i++)
            describe_library(kit_libraries[i]);
    }
    for (int i = 0; i < kit_thread_count; i++) {
        const struct kit_thread *t = &kit_threads[i];
        printf("{\"axis\":\"thread\"");
        put("name", t->name);
        put("sentence", t->sentence);
        put("when", when[t->when]);
        printf(",\"foreign\":%s", t->foreign ? "true" : "false");
        put("carries", t->carries == KIT_CARRIES_RUN ? "run" : "callback");
        put("absent", t->absent ? t->absent() : NULL);
        printf("}\n");
    }
    fflush(stdout);
}

/* selftest.h: what selftest.c checks is done in a forked child each, by selftest_child.c. */
#ifndef KIT_SELFTEST_H
#define KIT_SELFTEST_H

#include "run.h"

/* One check, done by the child: it writes the token, which is the answer. */
struct check {
    char name[128];
    const char *library;
    const struct kit_thread *thread;
    void (*work)(const struct check *check);
};

/* Does a check in a child of its own, and reports it. */
void in_child(const struct check *check);

/* A line each. */
void report(const char *name, bool right, const char *why);
void skip(const char *name, const char *why);

/* The last line, which counts. 1 if a check failed, 2 if there was none. */
int sum(void);

#endif

/* descendants.h: the processes below kit-launcher. At most one child at a time, whatever comes of it, and spinners. */
#ifndef KIT_DESCENDANTS_H
#define KIT_DESCENDANTS_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

/* What a start asks for. A limit of 0 is none. */
struct kit_start {
    char **arguments;   /* NULL-terminated; the first is the path to execute */
    char **environment; /* NULL-terminated; all of it */
    unsigned long long cpu_seconds, data_bytes;
    bool cores;               /* keep core files */
    int folder, in, out, err; /* descriptors: where it runs, and its first three */
};

/* How a child ended. */
struct kit_end {
    pid_t pid;
    int status;          /* as wait(2) gives it */
    struct rusage usage; /* of the child and of what it waited for */
    int left;            /* descendants that it left behind and that had to be killed */
};

/* Once, before anything else: we become the reaper of all descendants. NULL, or why this kernel is not fit for it. */
const char *kit_adopt(void);

/* The process of the child that runs, or 0. */
pid_t kit_child(void);

/* Starts the child, in a process group of its own, and returns when it executes its program: its process, or -1, errno
 * and what could not be done. */
pid_t kit_start_child(const struct kit_start *start, const char **step);

/* SIGKILL to the child and its group. kit_child_ended then tells. */
void kit_kill_child(void);

/* After SIGCHLD: true once for every child, when it and everything that came of it is gone. */
bool kit_child_ended(struct kit_end *end);

/* Keeps so many processes busy, and answers how many it could. */
int kit_spin(int wanted);

/* Nothing is left after this: no child, no orphan, no spinner. */
void kit_kill_everything(void);

#endif

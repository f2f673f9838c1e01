/* visit: a visitor that is asked at every node of a tree how to go on, so that its answer unwinds the library's own
 * recursion, and that may start a visit from within a visit: frames of the library and of its user lie on the stack in
 * turns, and "stop" has to find its way through all of them.
 *
 * Real ones: clang_visitChildren, nftw, g_node_traverse, git_tree_walk, json and XML readers that can be stopped.
 */
#include "kit.h"

#include <stdbool.h>

#define FAN 4

/* The library: a tree that is its numbering. Node n has the children FAN*n+1 .. FAN*n+FAN, as far as there are nodes;
 * node 0 is the root, and is not visited. */
enum advice { VISIT_STOP, VISIT_NEXT, VISIT_INTO };

struct tree {
    int64_t nodes;
};

typedef enum advice (*visitor)(void *user, const struct tree *tree, int64_t node);

/* Whether the visit came to its end: false when a visitor stopped it. */
static bool visit_children(const struct tree *tree, int64_t node, visitor callback, void *user)
{
    for (int64_t child = FAN * node + 1; child <= FAN * node + FAN && child <= tree->nodes; child++) {
        enum advice advice = callback(user, tree, child);
        if (advice == VISIT_STOP || (advice == VISIT_INTO && !visit_children(tree, child, callback, user)))
            return false;
    }
    return true;
}

struct state {
    const struct kit_request *request;
    uint64_t sum;
    int64_t wanted; /* the item a search looks for, */
    int64_t steps;  /* how many nodes it has seen, */
    int64_t found;  /* and where it stopped */
};

/* Distinct, and not in the order of the visit. */
static int64_t value_of(int64_t item)
{
    return (item * item + 7) * (item % 2 ? -0x100000003 : 0x100000003);
}

/* Every second node lets the library go down by itself; at the others the visitor goes down, by a visit of its own. */
static enum advice deeper(void *user, const struct tree *tree, int64_t node, visitor callback)
{
    if (node % 2)
        return VISIT_INTO;
    return visit_children(tree, node, callback, user) ? VISIT_NEXT : VISIT_STOP;
}

static enum advice tour(void *user, const struct tree *tree, int64_t node)
{
    struct state *state = user;
    int64_t item = node - 1;
    state->sum += kit_fold(item, kit_call(state->request, value_of(item), item));
    return deeper(user, tree, node, tour);
}

/* The callback's answer, and nothing else, says when to stop: it is 0 at the wanted item. */
static enum advice search(void *user, const struct tree *tree, int64_t node)
{
    struct state *state = user;
    int64_t answer = kit_call(state->request, value_of(node - 1), value_of(state->wanted));
    state->sum += kit_fold(state->request->count + state->steps++, answer);
    if (answer == 0) {
        state->found = node - 1;
        return VISIT_STOP;
    }
    return deeper(user, tree, node, search);
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request, .wanted = request->count / 2, .found = -1};
    struct tree tree = {request->count};
    bool whole = visit_children(&tree, 0, tour, &state);
    bool stopped = !visit_children(&tree, 0, search, &state);
    state.sum += kit_fold(-1 - state.found, state.steps * 4 + whole * 2 + stopped);
    return (int64_t)state.sum;
}

static const char *version(void)
{
    return "1";
}

const struct kit_library kit_visit = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "visit",
    .sentence =
        "A visitor over a tree: its answer stops the visit early, through visits that were started within visits.",
    .origin = "kit",
    .reentry = "Yes: a visitor may start another visit, of the same tree too (visit.c).",
    .unwinding = "Yes: nothing is held across the callback, and it is compiled with -fexceptions (visit.c).",
    .version = version,
    .run = run,
};

/* hide.c: a machine that has none of the libraries which the kit looks for on it. As an audit library of the dynamic
 * loader (LD_AUDIT, see rtld-audit(7)) it answers every search that libcallbacks.so asks for with nothing, as an empty
 * folder would, so that dlopen fails in its own words. Files that are named by their path, those that the kit brings,
 * are not searched for. There is no list of libraries to keep.
 */
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static bool loaded, complete; /* it is there; and so is what it is linked with */

unsigned int la_version(unsigned int newest)
{
    return newest < LAV_CURRENT ? newest : LAV_CURRENT;
}

unsigned int la_objopen(struct link_map *map, Lmid_t space, uintptr_t *cookie)
{
    (void)space;
    *cookie = strstr(map->l_name, "/libcallbacks.so") != NULL;
    loaded |= *cookie != 0;
    return 0;
}

void la_activity(uintptr_t *cookie, unsigned int what)
{
    (void)cookie;
    complete |= loaded && what == LA_ACT_CONSISTENT;
}

char *la_objsearch(const char *name, uintptr_t *cookie, unsigned int where)
{
    bool hidden = complete && *cookie == 1 && where != LA_SER_ORIG;
    return hidden ? NULL : (char *)name;
}

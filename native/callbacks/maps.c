/* maps.c: what is mapped into this process, for modes that show nowhere else. */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether a line of /proc/self/maps holds this text; -1 if nobody can tell. */
KIT_EXPORT int32_t kit_mapped(const char *text)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    if (maps == NULL)
        return -1;
    char *line = NULL;
    size_t room = 0;
    int32_t found = 0;
    while (!found && getline(&line, &room, maps) > 0)
        found = strstr(line, text) != NULL;
    free(line);
    fclose(maps);
    return found;
}

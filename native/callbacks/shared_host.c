/* kit-shared-host CELLS.so [ARG...]: the child as a NativeAOT shared library in a program of C, and nothing else.
 *
 * There is no call that starts such a runtime: the first one from C into an exported method does, on the thread that
 * makes it, which becomes the cell's caller. Nobody ends it either: when main returns the process ends under it, and
 * unloading is not supported (https://learn.microsoft.com/dotnet/core/deploying/native-aot/libraries), so there is no
 * dlclose here. What the library exports is in conformance/Cells/FromC.cs.
 */
#include <dlfcn.h>
#include <stdio.h>

enum { CANNOT_RUN = 125 };

typedef int main_fn(int argc, const char **argv);

int main(int argc, const char **argv)
{
    if (argc < 2) {
        fputs("kit-shared-host: it takes a shared library, CELLS.so, and what that takes\n", stderr);
        return CANNOT_RUN;
    }
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    main_fn *cells_main = library ? (main_fn *)dlsym(library, "kit_cells_main") : NULL;
    if (cells_main == NULL) {
        fprintf(stderr, "kit-shared-host: %s cannot be run: %s\n", argv[1], dlerror());
        return CANNOT_RUN;
    }
    return cells_main(argc - 2, argv + 2);
}

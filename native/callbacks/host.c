/* kit-host RUNTIME_DIR[:DIR] APP.dll [ARG...]: runs a managed program on the runtime in a folder, and nothing else.
 *
 * What `dotnet exec` does before it gets to coreclr_initialize (finding and reading runtimeconfig.json and deps.json,
 * resolving versions) is left out: the runtime is the one that was named, be it installed, taken from a package or
 * built a minute ago, and a child starts sooner. The program sees every assembly of RUNTIME_DIR and of its own folder.
 * A runtime pack keeps its assemblies apart from libcoreclr.so: their folder is the second one.
 *
 * Of the properties that `dotnet exec` would take from the program's runtimeconfig.json one matters: it keeps
 * System.Globalization.Invariant, as libicu costs milliseconds and is not under test. The others are feature switches
 * that no cell meets (UnsafeBinaryFormatter, MetadataUpdater). Tiering, PGO and GC are the runtime's own defaults,
 * changed by DOTNET_* variables only. See https://learn.microsoft.com/dotnet/core/tutorials/netcore-hosting and
 * coreclrhost.h.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CANNOT_RUN = 125, MEMBARRIER_REGISTER_PRIVATE_EXPEDITED = 16 };

typedef int initialize_fn(const char *exe, const char *domain, int count, const char **keys, const char **values,
                          void **host, unsigned *id);
typedef int execute_fn(void *host, unsigned id, int argc, const char **argv, const char *assembly, unsigned *exit_code);
typedef int shutdown_fn(void *host, unsigned id, int *exit_code);

__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("kit-host: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs(
        "\nusage: kit-host RUNTIME_DIR APP.dll [ARG...], where RUNTIME_DIR is the folder with libcoreclr.so. For an "
        "installed\n"
        "runtime it is a line of `dotnet --list-runtimes`: Microsoft.NETCore.App VERSION [FOLDER] is FOLDER/VERSION.\n",
        stderr);
    va_end(arguments);
    exit(CANNOT_RUN);
}

/* A list of paths with ':' after each. */
struct paths {
    char *text;
    size_t length, room;
};

static void append(struct paths *paths, const char *text, size_t length)
{
    while (paths->length + length + 1 > paths->room)
        if (!(paths->text = realloc(paths->text, paths->room = paths->room ? 2 * paths->room : 1 << 15)))
            die("out of memory");
    memcpy(paths->text + paths->length, text, length);
    paths->text[paths->length += length] = 0;
}

static void append_path(struct paths *paths, const char *folder, const char *name)
{
    append(paths, folder, strlen(folder));
    append(paths, name, strlen(name));
    append(paths, ":", 1);
}

/* Of two assemblies with one name the runtime takes the first. */
static void append_assemblies(struct paths *paths, const char *folder)
{
    DIR *entries = opendir(folder);
    if (!entries)
        die("cannot read %s", folder);
    for (struct dirent *entry; (entry = readdir(entries));) {
        size_t length = strlen(entry->d_name);
        if (length > 4 && !strcmp(entry->d_name + length - 4, ".dll"))
            append_path(paths, folder, entry->d_name);
    }
    closedir(entries);
}

/* Writes to folder the folder of a path, with a '/' at its end. */
static void folder_of(const char *path, char folder[PATH_MAX + 1])
{
    size_t length = (size_t)(strrchr(path, '/') + 1 - path);
    memcpy(folder, path, length);
    folder[length] = 0;
}

static void *entry_point(void *library, const char *name)
{
    void *address = dlsym(library, name);
    if (!address)
        die("libcoreclr.so has no %s: %s", name, dlerror());
    return address;
}

/* What the runtime asks its host, where a string in a list was not enough. A runtime pack needs it: .NET 11 looks for
 * its core library beside libcoreclr.so or where the host says here, and no longer in TRUSTED_PLATFORM_ASSEMBLIES. See
 * https://github.com/dotnet/runtime/blob/main/docs/design/features/host-runtime-information.md */
struct contract {
    size_t size;
    void *context;
    size_t (*property)(const char *key, char *value, size_t room, void *context);
    void *unused[8]; /* bundle_probe and what came later: none of it is here */
};

/* Returns the length with its end, or -1 for what is not known; context is the folder of the core library. */
static size_t property(const char *key, char *value, size_t room, void *context)
{
    if (strcmp(key, "SYSTEM_CORELIB_DIRECTORY"))
        return (size_t)-1;
    size_t length = strlen(context) + 1;
    if (length <= room)
        memcpy(value, context, length);
    return length;
}

int main(int argc, const char **argv)
{
    if (argc < 3)
        die("it takes a runtime and a program");
    char runtime[PATH_MAX], apart[PATH_MAX + 1] = "", coreclr[PATH_MAX + 16], app[PATH_MAX], self[PATH_MAX];
    char runtime_folder[PATH_MAX + 1], app_folder[PATH_MAX + 1], own_folder[PATH_MAX + 1];
    char *first = strdup(argv[1]), *second = first ? strchr(first, ':') : NULL;
    if (!first)
        die("out of memory");
    if (second)
        *second++ = 0;
    if (!realpath(first, runtime))
        die("there is no folder %s", first);
    if (second && !realpath(second, apart))
        die("there is no folder %s", second);
    free(first);
    if (!realpath(argv[2], app))
        die("there is no program %s; to build the kit's own type ./run-conformance.sh", argv[2]);
    if (!realpath("/proc/self/exe", self))
        die("/proc is not mounted, and no runtime starts without it");
    snprintf(coreclr, sizeof coreclr, "%s/libcoreclr.so", runtime);
    folder_of(coreclr, runtime_folder);
    folder_of(app, app_folder);
    folder_of(self, own_folder);

    /* The runtime registers for membarrier as it starts. .NET 8 does so when it has threads already, and the kernel
     * then makes it sleep for 12 ms; registered now, with one thread, it costs nothing and changes nothing. */
    syscall(SYS_membarrier, MEMBARRIER_REGISTER_PRIVATE_EXPEDITED, 0, 0);

    void *library = dlopen(coreclr, RTLD_LAZY);
    if (!library)
        die("no runtime in %s that this machine can load: %s", runtime_folder, dlerror());
    initialize_fn *initialize = (initialize_fn *)entry_point(library, "coreclr_initialize");
    execute_fn *execute = (execute_fn *)entry_point(library, "coreclr_execute_assembly");
    shutdown_fn *shutdown = (shutdown_fn *)entry_point(library, "coreclr_shutdown_2");

    struct paths assemblies = {0}, native = {0};
    append_assemblies(&assemblies, app_folder);
    append_assemblies(&assemblies, runtime_folder);
    if (*apart) {
        strcat(apart, "/");
        append_assemblies(&assemblies, apart);
    }
    append_path(&native, app_folder, "");
    append_path(&native, own_folder, ""); /* the kit's native library lies beside kit-host */
    append_path(&native, runtime_folder, "");
    struct contract contract = {.size = sizeof contract, .context = apart, .property = property};
    char address[2 + 2 * sizeof(void *) + 1];
    snprintf(address, sizeof address, "%p", (void *)&contract);
    const char *keys[] = {"TRUSTED_PLATFORM_ASSEMBLIES", "NATIVE_DLL_SEARCH_DIRECTORIES",  "APP_PATHS",
                          "APP_CONTEXT_BASE_DIRECTORY",  "System.Globalization.Invariant", "HOST_RUNTIME_CONTRACT"};
    const char *values[] = {assemblies.text, native.text, app_folder, app_folder, "true", address};
    int count = sizeof keys / sizeof *keys - !*apart; /* the contract is the last, and for a pack only */
    void *host;
    unsigned id, exit_code;
    int result = initialize(self, "kit-host", count, keys, values, &host, &id);
    if (result < 0)
        die("the runtime in %s does not start: coreclr_initialize gave 0x%08x", runtime_folder, (unsigned)result);
    result = execute(host, id, argc - 3, argv + 3, app, &exit_code);
    if (result < 0)
        die("%s cannot be run on the runtime in %s: coreclr_execute_assembly gave 0x%08x", app, runtime_folder,
            (unsigned)result);
    int code = (int)exit_code;
    shutdown(host, id, &code);
    return code;
}

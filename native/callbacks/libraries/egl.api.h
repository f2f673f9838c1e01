/* egl.api.h: as much of the binary interface of EGL and OpenGL as egl.c uses, held against the real headers where they
 * are, and the one display of the process. */
#ifndef KIT_EGL_API_H
#define KIT_EGL_API_H

#include "load.h"

#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* EGL/egl.h, in its plain types: handles are pointers, booleans and enumerations unsigned. */
#define EACH_FUNCTION(X)                                                                                               \
    X(GetProcAddress, egl_function, (const char *))                                                                    \
    X(GetPlatformDisplay, void *, (unsigned, void *, const intptr_t *))                                                \
    X(Initialize, unsigned, (void *, int32_t *, int32_t *))                                                            \
    X(BindAPI, unsigned, (unsigned))                                                                                   \
    X(CreateContext, void *, (void *, void *, void *, const int32_t *))                                                \
    X(DestroyContext, unsigned, (void *, void *))                                                                      \
    X(MakeCurrent, unsigned, (void *, void *, void *, void *))

/* GL/gl.h and GL/glext.h. */
#define EACH_GL(X)                                                                                                     \
    X(GetString, const unsigned char *, (unsigned))                                                                    \
    X(Enable, void, (unsigned))                                                                                        \
    X(DebugMessageCallback, void, (debug_callback, const void *))                                                      \
    X(BindTexture, void, (unsigned, unsigned))                                                                         \
    X(GetError, unsigned, (void))                                                                                      \
    X(GenRenderbuffers, void, (int, unsigned *))                                                                       \
    X(BindRenderbuffer, void, (unsigned, unsigned))                                                                    \
    X(RenderbufferStorage, void, (unsigned, unsigned, int, int))                                                       \
    X(GenFramebuffers, void, (int, unsigned *))                                                                        \
    X(BindFramebuffer, void, (unsigned, unsigned))                                                                     \
    X(FramebufferRenderbuffer, void, (unsigned, unsigned, unsigned, unsigned))                                         \
    X(CheckFramebufferStatus, unsigned, (unsigned))                                                                    \
    X(Viewport, void, (int, int, int, int))                                                                            \
    X(GenBuffers, void, (int, unsigned *))                                                                             \
    X(BindBuffer, void, (unsigned, unsigned))                                                                          \
    X(BufferData, void, (unsigned, intptr_t, const void *, unsigned))                                                  \
    X(EnableClientState, void, (unsigned))                                                                             \
    X(VertexPointer, void, (int, unsigned, int, const void *))                                                         \
    X(Color3ub, void, (unsigned char, unsigned char, unsigned char))                                                   \
    X(DrawArrays, void, (unsigned, int, int))                                                                          \
    X(Scissor, void, (int, int, int, int))                                                                             \
    X(ClearColor, void, (float, float, float, float))                                                                  \
    X(Clear, void, (unsigned))                                                                                         \
    X(ReadPixels, void, (int, int, int, int, unsigned, unsigned, void *))

typedef void (*egl_function)(void);
typedef void (*debug_callback)(unsigned source, unsigned type, unsigned id, unsigned severity, int length,
                               const char *message, const void *user);

/* clang-format off */
enum {
    SURFACELESS = 0x31DD, OPENGL = 0x30A2, CONTEXT_DEBUG = 0x31B0, NONE = 0x3038,
    DEBUG_OUTPUT = 0x92E0, DEBUG_SYNCHRONOUS = 0x8242, TYPE_ERROR = 0x824C, INVALID_ENUM = 0x0500, VERSION = 0x1F02,
    FRAMEBUFFER = 0x8D40, RENDERBUFFER = 0x8D41, COLOR = 0x8CE0, COMPLETE = 0x8CD5, RGBA8 = 0x8058, RGBA = 0x1908,
    BYTES = 0x1401, ARRAY_BUFFER = 0x8892, STATIC_DRAW = 0x88E4,
    VERTEX_ARRAY = 0x8074, FLOAT = 0x1406, TRIANGLE_STRIP = 5, COLOR_BUFFER = 0x4000
};
/* clang-format on */

#if __has_include(<EGL/egl.h>) && __has_include(<EGL/eglext.h>) && __has_include(<GL/gl.h>)
#define EGL_NO_X11
#define GL_GLEXT_PROTOTYPES
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GL/gl.h>
#include <GL/glext.h>
#define SAME(name, type, arguments) KIT_SAME(egl##name, type, arguments)
EACH_FUNCTION(SAME)
#define SAME_GL(name, type, arguments) KIT_SAME(gl##name, type, arguments)
EACH_GL(SAME_GL)
_Static_assert(SURFACELESS == EGL_PLATFORM_SURFACELESS_MESA && OPENGL == EGL_OPENGL_API && NONE == EGL_NONE &&
                   CONTEXT_DEBUG == EGL_CONTEXT_OPENGL_DEBUG && DEBUG_OUTPUT == GL_DEBUG_OUTPUT &&
                   DEBUG_SYNCHRONOUS == GL_DEBUG_OUTPUT_SYNCHRONOUS && TYPE_ERROR == GL_DEBUG_TYPE_ERROR &&
                   INVALID_ENUM == GL_INVALID_ENUM && VERSION == GL_VERSION && FRAMEBUFFER == GL_FRAMEBUFFER &&
                   RENDERBUFFER == GL_RENDERBUFFER && COLOR == GL_COLOR_ATTACHMENT0 &&
                   COMPLETE == GL_FRAMEBUFFER_COMPLETE && RGBA8 == GL_RGBA8 && RGBA == GL_RGBA &&
                   BYTES == GL_UNSIGNED_BYTE && ARRAY_BUFFER == GL_ARRAY_BUFFER && STATIC_DRAW == GL_STATIC_DRAW &&
                   VERTEX_ARRAY == GL_VERTEX_ARRAY && FLOAT == GL_FLOAT && TRIANGLE_STRIP == GL_TRIANGLE_STRIP &&
                   COLOR_BUFFER == GL_COLOR_BUFFER_BIT,
               "unlike the headers");
#endif

static struct {
    EACH_FUNCTION(KIT_FIELD)
} egl; /* written once, by kit_load */
static struct {
    EACH_GL(KIT_FIELD)
} gl; /* written once, by load_gl */

#define PACKAGES "libegl1 libegl-mesa0 libgl1-mesa-dri"
#define FIND(name, type, arguments) {"egl" #name, &egl.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};
static struct kit_needed needed = {.files = "libEGL.so.1", .packages = PACKAGES, .symbols = symbols};

static void *display;
static const char *missing;

static bool find_gl(const char *name, void *pointer)
{
    egl_function function = egl.GetProcAddress(name);
    memcpy(pointer, &function, sizeof function);
    return function != NULL;
}

/* One display for the process, and functions that are the same for all contexts. */
static void load_gl(void)
{
    bool all = true;
    if ((missing = kit_load(&needed)) != NULL)
        return;
    setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);        /* the same driver everywhere, */
    setenv("LP_NUM_THREADS", "0", 1);               /* which needs no threads, */
    setenv("MESA_SHADER_CACHE_DISABLE", "true", 1); /* leaves nothing in the user's home, */
    setenv("GALLIVM_PERF", "nopt", 1);              /* and spends no time on the best code for a few shaders */
    mallopt(M_TRIM_THRESHOLD, 64 << 20); /* else each of its draws gives memory back that the next one asks for */
    display = egl.GetPlatformDisplay(SURFACELESS, NULL, NULL);
#define FIND_GL(name, type, arguments) all = all && find_gl("gl" #name, &gl.name);
    if (display == NULL || !egl.Initialize(display, NULL, NULL))
        missing = "EGL has no surfaceless display of Mesa's here: apt-get install " PACKAGES;
    EACH_GL(FIND_GL)
    if (missing == NULL && !all)
        missing = "Mesa's OpenGL is too old: it lacks glDebugMessageCallback, which is of 2012";
}

static const char *open_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_gl);
    return missing;
}

#endif

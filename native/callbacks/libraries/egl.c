/* egl: a callback that nobody expects. OpenGL tells of its errors in a debug callback, from inside whichever function
 * was called wrongly. A binding that takes glBindTexture for short and harmless, and so for unsafe, is right until its
 * first mistake. Here, without a screen and without a graphics card (EGL surfaceless, Mesa's llvmpipe), each square is
 * drawn by a call of its own, in the colour that the callback answered, and before each there is a mistake.
 */
#include "kit.h"
#include "egl.api.h"
#include "load.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))
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
    setenv("MESA_SHADER_CACHE_DISABLE", "true", 1); /* and leaves nothing in the user's home */
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

enum { SIDE = 32, SQUARE = 2 };

struct state {
    const struct kit_request *request;
    int64_t item, answer, told;
    uint64_t sum;
};

static void debug(unsigned source, unsigned type, unsigned id, unsigned severity, int length, const char *message,
                  const void *user)
{
    (void)source, (void)id, (void)severity, (void)length, (void)message;
    struct state *state = *(struct state *const *)user;
    if (type != TYPE_ERROR)
        return; /* what a driver has to say of its speed */
    state->told++;
    state->answer = kit_call(state->request, state->item * 0x1300000001, state->item << 32);
    state->sum += kit_fold(state->item, state->answer);
}

/* The mistake, and the square: its colour is the answer's last three bytes. */
static void draw(struct state *state)
{
    int i = (int)(state->item % (SIDE * SIDE));
    gl.BindTexture(0xFFFF, 0); /* there is no such target */
    state->told += gl.GetError() == INVALID_ENUM;
    gl.Scissor(i % SIDE * SQUARE, i / SIDE * SQUARE, SQUARE, SQUARE);
    gl.ClearColor((float)(state->answer & 255) / 255, (float)(state->answer >> 8 & 255) / 255,
                  (float)(state->answer >> 16 & 255) / 255, 1);
    gl.Clear(COLOR_BUFFER);
}

static bool canvas(void)
{
    unsigned buffer, frame;
    gl.GenRenderbuffers(1, &buffer);
    gl.BindRenderbuffer(RENDERBUFFER, buffer);
    gl.RenderbufferStorage(RENDERBUFFER, RGBA8, SIDE * SQUARE, SIDE * SQUARE);
    gl.GenFramebuffers(1, &frame);
    gl.BindFramebuffer(FRAMEBUFFER, frame);
    gl.FramebufferRenderbuffer(FRAMEBUFFER, COLOR, RENDERBUFFER, buffer);
    gl.Enable(SCISSOR_TEST);
    gl.Enable(DEBUG_OUTPUT);
    gl.Enable(DEBUG_SYNCHRONOUS);
    return gl.CheckFramebufferStatus(FRAMEBUFFER) == COMPLETE;
}

/* What an earlier picture left. */
static void wipe(void)
{
    gl.Scissor(0, 0, SIDE * SQUARE, SIDE * SQUARE);
    gl.ClearColor(0, 0, 0, 1);
    gl.Clear(COLOR_BUFFER);
}

static uint64_t picture(void)
{
    enum { BYTES_OF_ALL = SIDE * SQUARE * SIDE * SQUARE * 4 };
    unsigned char *pixels = calloc(1, BYTES_OF_ALL);
    uint64_t sum = 0;
    gl.Scissor(0, 0, SIDE * SQUARE, SIDE * SQUARE);
    gl.ReadPixels(0, 0, SIDE * SQUARE, SIDE * SQUARE, RGBA, BYTES, pixels);
    for (int64_t i = 0; i < BYTES_OF_ALL; i++)
        sum += kit_fold(i, pixels[i]);
    free(pixels);
    return sum;
}

/* A context that is nobody's: to make one and its shaders takes longer than all draws. */
static void *spare;

static int64_t run(const struct kit_request *request)
{
    static const int32_t attributes[] = {CONTEXT_DEBUG, 1, NONE};
    struct state state = {.request = request}, *here = &state;
    egl.BindAPI(OPENGL); /* of the calling thread, as is what is current */
    void *old = __atomic_exchange_n(&spare, NULL, __ATOMIC_SEQ_CST);
    void *context = old != NULL ? old : egl.CreateContext(display, NULL, NULL, attributes);
    if (context == NULL || !egl.MakeCurrent(display, NULL, NULL, context) || (old == NULL && !canvas()))
        request->fail(request, "Mesa makes no OpenGL context");
    wipe();
    gl.DebugMessageCallback(debug, &here);
    for (state.item = 0; state.item < request->count; state.item++)
        draw(&state);
    gl.DebugMessageCallback(NULL, NULL);
    state.sum += picture() + kit_fold(-1, state.told);
    egl.MakeCurrent(display, NULL, NULL, NULL);
    old = __atomic_exchange_n(&spare, context, __ATOMIC_SEQ_CST);
    if (old != NULL)
        egl.DestroyContext(display, old);
    return (int64_t)state.sum;
}

/* For who times calls: makes a context the calling thread's, with a canvas. False when there can be none. */
EXPORT int32_t kit_egl_current(void)
{
    void *context = open_library() == NULL && egl.BindAPI(OPENGL) ? egl.CreateContext(display, NULL, NULL, NULL) : NULL;
    return context != NULL && egl.MakeCurrent(display, NULL, NULL, context) && canvas();
}

EXPORT egl_function kit_egl_function(const char *name)
{
    return egl.GetProcAddress(name);
}

/* So many calls that set a state of that context and draw nothing, as a frame makes them. */
EXPORT int64_t kit_egl_frame(int32_t calls)
{
    for (int32_t i = 0; i < calls; i += 2) {
        gl.Scissor(0, 0, 1 + i % 32, 1);
        gl.ClearColor(0, 0, 0, (float)(i % 32) / 32);
    }
    return calls;
}

/* "4.5 (Compatibility Profile) Mesa 22.3.6", as a context says it. */
static const char *version(void)
{
    static char text[128];
    void *context = egl.BindAPI(OPENGL) ? egl.CreateContext(display, NULL, NULL, NULL) : NULL;
    if (context != NULL && egl.MakeCurrent(display, NULL, NULL, context))
        snprintf(text, sizeof text, "OpenGL %s", (const char *)gl.GetString(VERSION));
    egl.MakeCurrent(display, NULL, NULL, NULL);
    if (context != NULL)
        egl.DestroyContext(display, context);
    return text;
}

const struct kit_library kit_egl = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "egl",
    .sentence = "A callback that nobody expects: any OpenGL function may tell of an error, from inside, on its thread.",
    .origin = "the system's libEGL.so.1, with Mesa's llvmpipe",
    .reentry =
        "No: \"The behavior of calling any GL or window system function from within the callback function is undefined "
        "and may lead to program termination\" (https://registry.khronos.org/OpenGL/extensions/KHR/KHR_debug.txt, "
        "5.5.2).",
    .unwinding = "No source speaks. Mesa's frames, and what it has locked, are beneath the callback.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 2000,
    .packages = PACKAGES,
};

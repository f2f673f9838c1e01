/* egl: a callback that nobody expects. OpenGL tells of its errors in a debug callback, from inside whichever function
 * was called wrongly. A binding that takes glBindTexture for short and harmless, and so for unsafe, is right until its
 * first mistake. Here, without a screen and without a graphics card (EGL surfaceless, Mesa's llvmpipe), a frame is
 * drawn in ten thousand calls, each a square in the colour that the callback answered, and before each is a mistake.
 */
#include "kit.h"
#include "egl.api.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 100, SQUARE = 1, CORNERS = 4 }; /* squares a side, pixels, corners of each */

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
    gl.Color3ub((unsigned char)state->answer, (unsigned char)(state->answer >> 8),
                (unsigned char)(state->answer >> 16));
    gl.DrawArrays(TRIANGLE_STRIP, i * CORNERS, CORNERS);
}

/* The corners of all squares, from -1 to 1 across the frame. */
static void corners(void)
{
    float *at = calloc(SIDE * SIDE * CORNERS * 2, sizeof *at);
    for (int i = 0; at != NULL && i < SIDE * SIDE * CORNERS; i++) {
        int square = i / CORNERS, right = i % 2, up = i / 2 % 2;
        at[2 * i] = (float)(2 * (square % SIDE + right) - SIDE) / SIDE;
        at[2 * i + 1] = (float)(2 * (square / SIDE + up) - SIDE) / SIDE;
    }
    unsigned buffer;
    gl.GenBuffers(1, &buffer);
    gl.BindBuffer(ARRAY_BUFFER, buffer);
    gl.BufferData(ARRAY_BUFFER, SIDE * SIDE * CORNERS * 2 * sizeof *at, at, STATIC_DRAW);
    gl.VertexPointer(2, FLOAT, 0, NULL);
    gl.EnableClientState(VERTEX_ARRAY);
    free(at);
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
    gl.Viewport(0, 0, SIDE * SQUARE, SIDE * SQUARE);
    corners();
    gl.Enable(DEBUG_OUTPUT);
    gl.Enable(DEBUG_SYNCHRONOUS);
    return gl.CheckFramebufferStatus(FRAMEBUFFER) == COMPLETE;
}

static uint64_t picture(void)
{
    enum { BYTES_OF_ALL = SIDE * SQUARE * SIDE * SQUARE * 4 };
    unsigned char *pixels = calloc(1, BYTES_OF_ALL);
    uint64_t sum = 0;
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
    gl.ClearColor(0, 0, 0, 1); /* what an earlier frame left */
    gl.Clear(COLOR_BUFFER);
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
KIT_EXPORT int32_t kit_egl_current(void)
{
    void *context = open_library() == NULL && egl.BindAPI(OPENGL) ? egl.CreateContext(display, NULL, NULL, NULL) : NULL;
    return context != NULL && egl.MakeCurrent(display, NULL, NULL, context) && canvas();
}

KIT_EXPORT egl_function kit_egl_function(const char *name)
{
    return egl.GetProcAddress(name);
}

/* So many calls that set a state of that context and draw nothing, as a frame makes them. */
KIT_EXPORT int64_t kit_egl_frame(int32_t calls)
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

/* What the extension leaves undefined: a function of GL, from inside its callback. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    return gl.GetString(VERSION) != NULL ? a - b : a - b + 1;
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
    .items = SIDE * SIDE, /* a frame */
    .packages = PACKAGES,
    .again = again,
};

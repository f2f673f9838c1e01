/* vulkan: an allocator that is asked while commands are recorded. That takes nanoseconds, so a binding calls
 * vkCmdFillBuffer unsafe; but where the pool of the command buffer has an allocator, lavapipe, which draws without a
 * graphics card, asks it for the memory of each. Here the allocator takes blocks off the top of an arena, and where the
 * next one begins is what the callback answers. Then the commands are done, and the buffer is read.
 */
#include "kit.h"
#include "vulkan.device.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARENA = 1 << 20, GRAIN = 64 /* bytes, both */, BATCH = 512 /* commands */ };

struct state {
    const struct kit_request *request;
    char *arena;
    int64_t top, item;
    bool recording, asked;
    uint64_t sum;
    int64_t told;
    char name[32]; /* of its messages: every messenger hears those of other threads too */
};

/* Each block has its size in the grain before it, for a reallocation. */
static void *allocate(void *user, size_t size, size_t alignment, vk_bits scope)
{
    (void)scope;
    struct state *state = user;
    int64_t whole = (int64_t)(size + 2 * GRAIN - 1) / GRAIN * GRAIN, top = state->top;
    if (alignment > GRAIN || whole > top)
        return NULL;
    if (state->recording && !state->asked) { /* the first for each command */
        state->asked = true;
        int64_t answer = kit_call(state->request, top, whole);
        state->sum += kit_fold(state->item, answer); /* there a wrong one shows; used, it would break the library */
    }
    state->top = top - whole;
    memcpy(state->arena + state->top, &size, sizeof size);
    return state->arena + state->top + GRAIN;
}

static void release(void *user, void *memory)
{
    (void)user, (void)memory; /* the arena is given back as a whole */
}

static void *reallocate(void *user, void *old, size_t size, size_t alignment, vk_bits scope)
{
    size_t before = size;
    void *block = size == 0 ? NULL : allocate(user, size, alignment, scope);
    if (block == NULL || old == NULL)
        return block;
    memcpy(&before, (char *)old - GRAIN, sizeof before);
    return memcpy(block, old, before < size ? before : size);
}

/* "vkSubmitDebugUtilsMessageEXT" comes here at once; so do the words of layers, which are not meant. */
static uint32_t tell(vk_bits severity, uint32_t types, const VkDebugUtilsMessengerCallbackDataEXT *data, void *user)
{
    (void)severity, (void)types;
    struct state *state = user;
    struct message message;
    memcpy(&message, data, sizeof message);
    if (message.pMessageIdName == NULL || strcmp(message.pMessageIdName, state->name) != 0)
        return 0;
    int64_t answer = kit_call(state->request, message.messageIdNumber, state->told);
    state->sum += kit_fold(~state->told++, answer);
    return 0;
}

/* One command; and where a driver does not ask for its memory, an event, for which it has to ask. */
static bool record(struct state *state, VkCommandBuffer commands, VkBuffer buffer, int64_t at,
                   const struct allocation *allocator)
{
    static const struct event_info info = {.sType = 10};
    VkEvent event;
    state->asked = false;
    state->recording = true;
    vk.CmdFillBuffer(commands, buffer, (uint64_t)at * 4, 4, (uint32_t)(state->item * 2654435761));
    if (!state->asked && vk.CreateEvent(device, VOID(&info), VOID(allocator), &event) == 0)
        vk.DestroyEvent(device, event, VOID(allocator));
    state->recording = false;
    return state->asked;
}

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* Records `count` commands, sends them off and waits for them. */
static bool batch(struct state *state, VkBuffer buffer, int64_t count)
{
    struct allocation allocator = {state, allocate, reallocate, release, NULL, NULL};
    struct pool_info pools = {.sType = 39};
    struct commands_info one = {.sType = 40, .commandBufferCount = 1};
    struct begin_info begin = {.sType = 42, .flags = 1 /* ONE_TIME_SUBMIT */};
    struct barrier barrier = {.sType = 46, .srcAccessMask = 0x1000, .dstAccessMask = 0x2000}; /* transfer, host */
    VkCommandBuffer commands;
    state->top = ARENA;
    if (vk.CreateCommandPool(device, VOID(&pools), VOID(&allocator), &one.commandPool) != 0)
        return false;
    bool works = vk.AllocateCommandBuffers(device, VOID(&one), &commands) == 0 &&
                 vk.BeginCommandBuffer(commands, VOID(&begin)) == 0;
    for (int64_t at = 0; works && at < count; at++, state->item++)
        works = record(state, commands, buffer, at, &allocator);
    if (works)
        vk.CmdPipelineBarrier(commands, 0x1000, 0x4000, 0, 1, VOID(&barrier), 0, NULL, 0, NULL);
    struct submit submit = {.sType = 4, .commandBufferCount = 1, .pCommandBuffers = &commands};
    works = works && vk.EndCommandBuffer(commands) == 0;
    pthread_mutex_lock(&one_at_a_time); /* "Host access to queue must be externally synchronized"; nothing calls back */
    works = works && vk.QueueSubmit(queue, 1, VOID(&submit), NULL) == 0 && vk.QueueWaitIdle(queue) == 0;
    pthread_mutex_unlock(&one_at_a_time);
    vk.DestroyCommandPool(device, one.commandPool, VOID(&allocator));
    return works;
}

static bool work(struct state *state, VkBuffer buffer, const uint32_t *words, int64_t *right)
{
    struct message message = {.sType = 1000128003, .pMessageIdName = state->name, .pMessage = "a batch is done"};
    bool works = true;
    for (int64_t from = 0; works && from < state->request->count; from = state->item) {
        int64_t left = state->request->count - from;
        works = batch(state, buffer, left < BATCH ? left : BATCH);
        for (int64_t item = from; item < state->item; item++)
            *right += words[item - from] == (uint32_t)(item * 2654435761);
        message.messageIdNumber = (int32_t)state->item;
        vk.SubmitDebugUtilsMessageEXT(instance, WARNING, GENERAL, VOID(&message));
    }
    return works;
}

static int64_t run(const struct kit_request *request)
{
    struct state state = {.request = request, .arena = aligned_alloc(GRAIN, ARENA)};
    struct messenger_info messengers = {1000128004, NULL, 0, WARNING, GENERAL, tell, &state};
    struct buffer_info buffers = {.sType = 12, .size = BATCH * 4, .usage = 2 /* TRANSFER_DST */};
    struct memory_info memories = {.sType = 5};
    struct requirements requirements;
    VkDebugUtilsMessengerEXT messenger = NULL;
    VkDeviceMemory memory = NULL;
    VkBuffer buffer = NULL;
    void *words = NULL;
    if (owner != getpid())
        find_device();
    snprintf(state.name, sizeof state.name, "kit %p", (void *)&state);
    int64_t right = 0;
    bool works = state.arena != NULL && vk.CreateBuffer(device, VOID(&buffers), NULL, &buffer) == 0 &&
                 vk.CreateDebugUtilsMessengerEXT(instance, VOID(&messengers), NULL, &messenger) == 0;
    if (works) {
        vk.GetBufferMemoryRequirements(device, buffer, VOID(&requirements));
        memories.allocationSize = requirements.size;
        memories.memoryTypeIndex = (uint32_t)__builtin_ctz(requirements.memoryTypeBits); /* a CPU sees them all */
        works = vk.AllocateMemory(device, VOID(&memories), NULL, &memory) == 0 &&
                vk.BindBufferMemory(device, buffer, memory, 0) == 0 &&
                vk.MapMemory(device, memory, 0, ~(uint64_t)0, 0, &words) == 0;
    }
    if (!works || !work(&state, buffer, words, &right))
        request->fail(request, "Vulkan cannot fill a buffer");
    vk.DestroyDebugUtilsMessengerEXT(instance, messenger, NULL);
    vk.DestroyBuffer(device, buffer, NULL);
    vk.FreeMemory(device, memory, NULL);
    free(state.arena);
    return (int64_t)(state.sum + kit_fold(-1 - right, state.told));
}

/* "llvmpipe (LLVM 15.0.6, 256 bits)" */
static const char *version(void)
{
    return properties.deviceName;
}

/* What the specification forbids an allocator and a debug callback: a Vulkan command. */
static int64_t again(const struct kit_request *request, int64_t a, int64_t b)
{
    (void)request;
    struct properties now;
    vk.GetPhysicalDeviceProperties(lavapipe, VOID(&now));
    return strcmp(now.deviceName, properties.deviceName) == 0 ? a - b : a - b + 1;
}

const struct kit_library kit_vulkan = {
    .abi = KIT_ABI,
    .threads = KIT_ON_CALLER,
    .name = "vulkan",
    .sentence = "A callback that nobody expects: to record a command takes nanoseconds, and asks a managed allocator.",
    .origin = "the system's libvulkan.so.1, with Mesa's lavapipe",
    .reentry = "No: \"Allocation callbacks must not call any Vulkan commands\" (https://docs.vulkan.org/spec/latest/"
               "chapters/memory.html), and a debug callback \"must not make calls to any Vulkan commands\" "
               "(VUID-PFN_vkDebugUtilsMessengerCallbackEXT-None-04769).",
    .unwinding = "No source speaks. The allocator is called \"from the same thread that called the provoking API "
                 "command\" (as above), from between the frames of the driver and the loader.",
    .open = open_library,
    .version = version,
    .run = run,
    .items = 2000,
    .packages = PACKAGES,
    .again = again,
};

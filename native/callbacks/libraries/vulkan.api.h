/* vulkan.api.h: what libraries/vulkan.c needs of Vulkan 1.0 and VK_EXT_debug_utils, declared by hand and, where the real
 * header is here, held against it. Structures have the names of their use, their fields those of the real ones; they
 * are handed over by VOID, as the functions ask for the real ones.
 */
#ifndef KIT_LIBRARIES_VULKAN_API_H
#define KIT_LIBRARIES_VULKAN_API_H

#include "load.h"

#include <stddef.h>
#include <stdint.h>

#define EACH_FUNCTION(X)                                                                                               \
    X(GetInstanceProcAddr, vk_function, (VkInstance, const char *))                                                    \
    X(CreateInstance, int, (const VkInstanceCreateInfo *, const VkAllocationCallbacks *, VkInstance *))                \
    X(EnumeratePhysicalDevices, int, (VkInstance, uint32_t *, VkPhysicalDevice *))                                     \
    X(GetPhysicalDeviceProperties, void, (VkPhysicalDevice, VkPhysicalDeviceProperties *))                             \
    X(CreateDevice, int, (VkPhysicalDevice, const VkDeviceCreateInfo *, const VkAllocationCallbacks *, VkDevice *))    \
    X(GetDeviceQueue, void, (VkDevice, uint32_t, uint32_t, VkQueue *))                                                 \
    X(CreateBuffer, int, (VkDevice, const VkBufferCreateInfo *, const VkAllocationCallbacks *, VkBuffer *))            \
    X(DestroyBuffer, void, (VkDevice, VkBuffer, const VkAllocationCallbacks *))                                        \
    X(GetBufferMemoryRequirements, void, (VkDevice, VkBuffer, VkMemoryRequirements *))                                 \
    X(AllocateMemory, int, (VkDevice, const VkMemoryAllocateInfo *, const VkAllocationCallbacks *, VkDeviceMemory *))  \
    X(FreeMemory, void, (VkDevice, VkDeviceMemory, const VkAllocationCallbacks *))                                     \
    X(BindBufferMemory, int, (VkDevice, VkBuffer, VkDeviceMemory, uint64_t))                                           \
    X(MapMemory, int, (VkDevice, VkDeviceMemory, uint64_t, uint64_t, uint32_t, void **))                               \
    X(CreateEvent, int, (VkDevice, const VkEventCreateInfo *, const VkAllocationCallbacks *, VkEvent *))               \
    X(DestroyEvent, void, (VkDevice, VkEvent, const VkAllocationCallbacks *))                                          \
    X(CreateCommandPool, int,                                                                                          \
      (VkDevice, const VkCommandPoolCreateInfo *, const VkAllocationCallbacks *, VkCommandPool *))                     \
    X(DestroyCommandPool, void, (VkDevice, VkCommandPool, const VkAllocationCallbacks *))                              \
    X(AllocateCommandBuffers, int, (VkDevice, const VkCommandBufferAllocateInfo *, VkCommandBuffer *))                 \
    X(BeginCommandBuffer, int, (VkCommandBuffer, const VkCommandBufferBeginInfo *))                                    \
    X(CmdFillBuffer, void, (VkCommandBuffer, VkBuffer, uint64_t, uint64_t, uint32_t))                                  \
    X(CmdPipelineBarrier, void,                                                                                        \
      (VkCommandBuffer, uint32_t, uint32_t, uint32_t, uint32_t, const VkMemoryBarrier *, uint32_t,                     \
       const VkBufferMemoryBarrier *, uint32_t, const VkImageMemoryBarrier *))                                         \
    X(EndCommandBuffer, int, (VkCommandBuffer))                                                                        \
    X(QueueSubmit, int, (VkQueue, uint32_t, const VkSubmitInfo *, VkFence))                                            \
    X(QueueWaitIdle, int, (VkQueue))

#define EACH_EXTENSION(X)                                                                                              \
    X(CreateDebugUtilsMessengerEXT, int,                                                                               \
      (VkInstance, const VkDebugUtilsMessengerCreateInfoEXT *, const VkAllocationCallbacks *,                          \
       VkDebugUtilsMessengerEXT *))                                                                                    \
    X(DestroyDebugUtilsMessengerEXT, void, (VkInstance, VkDebugUtilsMessengerEXT, const VkAllocationCallbacks *))      \
    X(SubmitDebugUtilsMessageEXT, void, (VkInstance, vk_bits, uint32_t, const VkDebugUtilsMessengerCallbackDataEXT *))

/* Each structure that is handed over, as X(ours, theirs), its fields as F(type, name). All begin with what they are,
 * and what extends them. */
#define INSTANCE_INFO(F, o, t)                                                                                         \
    F(o, t, uint32_t, flags)                                                                                           \
    F(o, t, const void *, pApplicationInfo)                                                                            \
    F(o, t, uint32_t, enabledLayerCount) F(o, t, const char *const *, ppEnabledLayerNames)                             \
        F(o, t, uint32_t, enabledExtensionCount) F(o, t, const char *const *, ppEnabledExtensionNames)
#define QUEUE_INFO(F, o, t)                                                                                            \
    F(o, t, uint32_t, flags)                                                                                           \
    F(o, t, uint32_t, queueFamilyIndex) F(o, t, uint32_t, queueCount) F(o, t, const float *, pQueuePriorities)
#define DEVICE_INFO(F, o, t)                                                                                           \
    F(o, t, uint32_t, flags)                                                                                           \
    F(o, t, uint32_t, queueCreateInfoCount)                                                                            \
    F(o, t, const struct queue_info *, pQueueCreateInfos) F(o, t, uint32_t, enabledLayerCount)                         \
        F(o, t, const char *const *, ppEnabledLayerNames) F(o, t, uint32_t, enabledExtensionCount)                     \
            F(o, t, const char *const *, ppEnabledExtensionNames) F(o, t, const void *, pEnabledFeatures)
#define BUFFER_INFO(F, o, t)                                                                                           \
    F(o, t, uint32_t, flags)                                                                                           \
    F(o, t, uint64_t, size)                                                                                            \
    F(o, t, uint32_t, usage) F(o, t, int, sharingMode) F(o, t, uint32_t, queueFamilyIndexCount)                        \
        F(o, t, const uint32_t *, pQueueFamilyIndices)
#define MEMORY_INFO(F, o, t) F(o, t, uint64_t, allocationSize) F(o, t, uint32_t, memoryTypeIndex)
#define EVENT_INFO(F, o, t) F(o, t, uint32_t, flags)
#define POOL_INFO(F, o, t) F(o, t, uint32_t, flags) F(o, t, uint32_t, queueFamilyIndex)
#define COMMANDS_INFO(F, o, t)                                                                                         \
    F(o, t, VkCommandPool, commandPool) F(o, t, int, level) F(o, t, uint32_t, commandBufferCount)
#define BEGIN_INFO(F, o, t) F(o, t, uint32_t, flags) F(o, t, const void *, pInheritanceInfo)
#define BARRIER(F, o, t) F(o, t, uint32_t, srcAccessMask) F(o, t, uint32_t, dstAccessMask)
#define SUBMIT(F, o, t)                                                                                                \
    F(o, t, uint32_t, waitSemaphoreCount)                                                                              \
    F(o, t, const void *, pWaitSemaphores)                                                                             \
    F(o, t, const uint32_t *, pWaitDstStageMask) F(o, t, uint32_t, commandBufferCount)                                 \
        F(o, t, const VkCommandBuffer *, pCommandBuffers) F(o, t, uint32_t, signalSemaphoreCount)                      \
            F(o, t, const void *, pSignalSemaphores)
#define MESSENGER_INFO(F, o, t)                                                                                        \
    F(o, t, uint32_t, flags)                                                                                           \
    F(o, t, uint32_t, messageSeverity)                                                                                 \
    F(o, t, uint32_t, messageType) F(o, t, vk_told, pfnUserCallback) F(o, t, void *, pUserData)
#define MESSAGE(F, o, t)                                                                                               \
    F(o, t, uint32_t, flags)                                                                                           \
    F(o, t, const char *, pMessageIdName)                                                                              \
    F(o, t, int32_t, messageIdNumber) F(o, t, const char *, pMessage) F(o, t, uint32_t, queueLabelCount)               \
        F(o, t, const void *, pQueueLabels) F(o, t, uint32_t, cmdBufLabelCount) F(o, t, const void *, pCmdBufLabels)   \
            F(o, t, uint32_t, objectCount) F(o, t, const void *, pObjects)
#define EACH_STRUCTURE(X)                                                                                              \
    X(instance_info, VkInstanceCreateInfo, INSTANCE_INFO)                                                              \
    X(queue_info, VkDeviceQueueCreateInfo, QUEUE_INFO)                                                                 \
    X(device_info, VkDeviceCreateInfo, DEVICE_INFO)                                                                    \
    X(buffer_info, VkBufferCreateInfo, BUFFER_INFO)                                                                    \
    X(memory_info, VkMemoryAllocateInfo, MEMORY_INFO)                                                                  \
    X(event_info, VkEventCreateInfo, EVENT_INFO)                                                                       \
    X(pool_info, VkCommandPoolCreateInfo, POOL_INFO)                                                                   \
    X(commands_info, VkCommandBufferAllocateInfo, COMMANDS_INFO)                                                       \
    X(begin_info, VkCommandBufferBeginInfo, BEGIN_INFO)                                                                \
    X(barrier, VkMemoryBarrier, BARRIER)                                                                               \
    X(submit, VkSubmitInfo, SUBMIT)                                                                                    \
    X(messenger_info, VkDebugUtilsMessengerCreateInfoEXT, MESSENGER_INFO)                                              \
    X(message, VkDebugUtilsMessengerCallbackDataEXT, MESSAGE)

#if __has_include(<vulkan/vulkan_core.h>)
#include <vulkan/vulkan_core.h>
#else
#define OPAQUE(name) typedef struct name##_T *name;
#define EACH_HANDLE(X)                                                                                                 \
    X(VkInstance)                                                                                                      \
    X(VkPhysicalDevice)                                                                                                \
    X(VkDevice) X(VkQueue) X(VkBuffer) X(VkDeviceMemory) X(VkEvent) X(VkCommandPool) X(VkCommandBuffer) X(VkFence)     \
        X(VkDebugUtilsMessengerEXT)
EACH_HANDLE(OPAQUE)
#define NAMED(ours, theirs, fields) typedef struct theirs theirs;
EACH_STRUCTURE(NAMED)
typedef struct VkAllocationCallbacks VkAllocationCallbacks;
typedef struct VkPhysicalDeviceProperties VkPhysicalDeviceProperties;
typedef struct VkMemoryRequirements VkMemoryRequirements;
typedef struct VkBufferMemoryBarrier VkBufferMemoryBarrier;
typedef struct VkImageMemoryBarrier VkImageMemoryBarrier;
#endif

typedef void (*vk_function)(void);
typedef uint32_t vk_bits; /* an enumeration in the header, of the same size */
typedef uint32_t (*vk_told)(vk_bits, uint32_t, const VkDebugUtilsMessengerCallbackDataEXT *, void *);

#define FIELD(ours, theirs, type, name) type name;
#define STRUCTURE(ours, theirs, fields)                                                                                \
    struct ours {                                                                                                      \
        int sType;                                                                                                     \
        const void *pNext;                                                                                             \
        fields(FIELD, ours, theirs)                                                                                    \
    };
EACH_STRUCTURE(STRUCTURE)

struct allocation {
    void *pUserData;
    void *(*pfnAllocation)(void *, size_t, size_t, vk_bits);
    void *(*pfnReallocation)(void *, void *, size_t, size_t, vk_bits);
    void (*pfnFree)(void *, void *);
    void *pfnInternalAllocation, *pfnInternalFree;
};

struct properties {
    uint32_t apiVersion, driverVersion, vendorID, deviceID, deviceType;
    char deviceName[256];
    char rest[2048]; /* more than the limits of any header */
};

struct requirements {
    uint64_t size, alignment;
    uint32_t memoryTypeBits;
};

enum { CPU = 4, WARNING = 0x100, GENERAL = 1 };

#define VOID(pointer) ((void *)(uintptr_t)(pointer))

#ifdef VK_VERSION_1_0
#define SAME(name, type, arguments) KIT_SAME(vk##name, type, arguments)
EACH_FUNCTION(SAME)
EACH_EXTENSION(SAME)
#define LIKE(ours, theirs, type, field)                                                                                \
    _Static_assert(offsetof(struct ours, field) == offsetof(theirs, field) &&                                          \
                       sizeof((struct ours){0}.field) == sizeof((theirs){0}.field),                                    \
                   "unlike its header: " #theirs "." #field);
#define LIKE_ALL(ours, theirs, fields)                                                                                 \
    LIKE(ours, theirs, , sType)                                                                                        \
    LIKE(ours, theirs, , pNext)                                                                                        \
    fields(LIKE, ours, theirs) _Static_assert(sizeof(struct ours) == sizeof(theirs), "unlike its header: " #theirs);
EACH_STRUCTURE(LIKE_ALL)
#define ALLOCATION(F, o, t)                                                                                            \
    F(o, t, , pUserData)                                                                                               \
    F(o, t, , pfnAllocation)                                                                                           \
    F(o, t, , pfnReallocation) F(o, t, , pfnFree) F(o, t, , pfnInternalAllocation) F(o, t, , pfnInternalFree)
ALLOCATION(LIKE, allocation, VkAllocationCallbacks)
LIKE(properties, VkPhysicalDeviceProperties, , driverVersion)
LIKE(properties, VkPhysicalDeviceProperties, , deviceType)
LIKE(properties, VkPhysicalDeviceProperties, , deviceName)
LIKE(requirements, VkMemoryRequirements, , size)
LIKE(requirements, VkMemoryRequirements, , memoryTypeBits)
_Static_assert(sizeof(struct properties) >= sizeof(VkPhysicalDeviceProperties), "too small");
_Static_assert(CPU == (int)VK_PHYSICAL_DEVICE_TYPE_CPU &&
                   WARNING == (int)VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT &&
                   GENERAL == (int)VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT,
               "unlike its header");
#endif

#endif

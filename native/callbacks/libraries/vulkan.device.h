/* vulkan.device.h: the one device of the process, which draws on the CPU. Part of vulkan.c. */
#ifndef KIT_VULKAN_DEVICE_H
#define KIT_VULKAN_DEVICE_H

#include "load.h"
#include "vulkan.api.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static struct {
    EACH_FUNCTION(KIT_FIELD)  /* written once, by kit_load, */
    EACH_EXTENSION(KIT_FIELD) /* and by find_device */
} vk;

#define PACKAGES "libvulkan1 mesa-vulkan-drivers"
#define FIND(name, type, arguments) {"vk" #name, &vk.name},
static const struct kit_symbol symbols[] = {EACH_FUNCTION(FIND){NULL, NULL}};
static struct kit_needed needed = {.files = "libvulkan.so.1", .packages = PACKAGES, .symbols = symbols};

static VkInstance instance;
static VkPhysicalDevice lavapipe;
static VkDevice device;
static VkQueue queue;
static struct properties properties;
static const char *missing;
static pid_t owner; /* of all of these: a forked child has not the threads that the device needs */

static VkPhysicalDevice find_lavapipe(void)
{
    VkPhysicalDevice found[16];
    uint32_t count = 16;
    if (vk.EnumeratePhysicalDevices(instance, &count, found) < 0)
        return NULL;
    while (count-- > 0) {
        vk.GetPhysicalDeviceProperties(found[count], VOID(&properties));
        if (properties.deviceType == CPU)
            return found[count];
    }
    return NULL;
}

/* Once in a process; it is there until the process ends. */
static void find_device(void)
{
    static const char *const extensions[] = {"VK_EXT_debug_utils"};
    static const float priority = 1;
    owner = getpid();
    if ((missing = kit_load(&needed)) != NULL)
        return;
    setenv("VK_LOADER_DRIVERS_SELECT", "lvp_icd*", 1); /* no other driver, where the loader is of 2023 or newer */
    setenv("MESA_SHADER_CACHE_DISABLE", "true", 1);    /* nothing is left in the user's home */
    setenv("LP_NUM_THREADS", "0", 1);                  /* fewer threads that have to do with nothing here */
    struct instance_info all = {.sType = 1, .enabledExtensionCount = 1, .ppEnabledExtensionNames = extensions};
    struct queue_info one = {.sType = 2, .queueCount = 1, .pQueuePriorities = &priority};
    struct device_info info = {.sType = 3, .queueCreateInfoCount = 1, .pQueueCreateInfos = &one};
    missing = "Vulkan has no device that draws on the CPU here: apt-get install " PACKAGES;
    if (vk.CreateInstance(VOID(&all), NULL, &instance) != 0 || (lavapipe = find_lavapipe()) == NULL ||
        vk.CreateDevice(lavapipe, VOID(&info), NULL, &device) != 0)
        return;
    missing = NULL;
#define FIND_EXTENSION(name, type, arguments)                                                                          \
    vk.name = (type(*) arguments)vk.GetInstanceProcAddr(instance, "vk" #name);                                         \
    if (vk.name == NULL)                                                                                               \
        missing = "the Vulkan loader is too old: it lacks vk" #name;
    EACH_EXTENSION(FIND_EXTENSION)
    vk.GetDeviceQueue(device, 0, 0, &queue);
}

static const char *open_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, find_device);
    return missing;
}

#endif

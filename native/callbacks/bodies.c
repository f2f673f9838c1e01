/* bodies.c: the native half of the bodies: shields around the callback, and what the callback calls beneath itself. */
#include "run.h"

#include <errno.h>
#include <fenv.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Where a longjmp out of the callback lands. Per thread, as callbacks come on several. */
static _Thread_local jmp_buf *landing __attribute__((tls_model("initial-exec")));

static int64_t catch_jump(struct kit_run *run, struct kit_slot *slot, int64_t a, int64_t b)
{
    jmp_buf here;
    jmp_buf *volatile outer = landing;
    landing = &here;
    volatile int64_t answer = a - b;
    if (setjmp(here) == 0)
        answer = run->entry(slot, a, b);
    landing = outer;
    return answer;
}

KIT_EXPORT void kit_jump(void)
{
    if (landing == NULL)
        kit_note(KIT_TOKEN_BROKEN, "kit_jump without a shield above it");
    else
        longjmp(*landing, 1);
}

/* Callee-saved registers: filled with a pattern, compared after the callback. Answers how many were changed in
 * *changed. */
int64_t kit_with_registers(kit_entry entry, struct kit_slot *slot, int64_t a, int64_t b, int64_t *changed);

#if defined(__x86_64__)
__asm__(
    ".text\n.globl kit_with_registers\n.hidden kit_with_registers\n.type kit_with_registers,@function\n"
    "kit_with_registers:\n"
    "  push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n push %r8\n" /* aligns the stack too */
    "  mov %rdi, %rax\n mov %rsi, %rdi\n mov %rdx, %rsi\n mov %rcx, %rdx\n"
    "  mov $0x11, %rbx\n mov $0x22, %rbp\n mov $0x33, %r12\n mov $0x44, %r13\n mov $0x55, %r14\n mov $0x66, %r15\n"
    "  call *%rax\n"
    "  xor %ecx, %ecx\n"
    "  cmp $0x11, %rbx\n je 1f\n inc %rcx\n1:\n  cmp $0x22, %rbp\n je 1f\n inc %rcx\n1:\n"
    "  cmp $0x33, %r12\n je 1f\n inc %rcx\n1:\n  cmp $0x44, %r13\n je 1f\n inc %rcx\n1:\n"
    "  cmp $0x55, %r14\n je 1f\n inc %rcx\n1:\n  cmp $0x66, %r15\n je 1f\n inc %rcx\n1:\n"
    "  pop %r8\n mov %rcx, (%r8)\n"
    "  pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n ret\n"
    ".size kit_with_registers, .-kit_with_registers\n");
#elif defined(__aarch64__)
/* x19..x28 and d8..d15, as AAPCS64 asks. */
__asm__(".text\n.globl kit_with_registers\n.hidden kit_with_registers\n.type kit_with_registers,%function\n"
        "kit_with_registers:\n"
        "  stp x29, x30, [sp, #-176]!\n mov x29, sp\n"
        "  stp x19, x20, [sp, #16]\n stp x21, x22, [sp, #32]\n stp x23, x24, [sp, #48]\n"
        "  stp x25, x26, [sp, #64]\n stp x27, x28, [sp, #80]\n"
        "  stp d8, d9, [sp, #96]\n stp d10, d11, [sp, #112]\n stp d12, d13, [sp, #128]\n stp d14, d15, [sp, #144]\n"
        "  str x4, [sp, #160]\n"
        "  mov x9, x0\n mov x0, x1\n mov x1, x2\n mov x2, x3\n"
        "  mov x19, #19\n mov x20, #20\n mov x21, #21\n mov x22, #22\n mov x23, #23\n"
        "  mov x24, #24\n mov x25, #25\n mov x26, #26\n mov x27, #27\n mov x28, #28\n"
        "  fmov d8, #8.0\n fmov d9, #9.0\n fmov d10, #10.0\n fmov d11, #11.0\n"
        "  fmov d12, #12.0\n fmov d13, #13.0\n fmov d14, #14.0\n fmov d15, #15.0\n"
        "  blr x9\n mov x10, #0\n"
#define KIT_SAME(r, n) "  cmp " #r ", #" #n "\n cinc x10, x10, ne\n"
        KIT_SAME(x19, 19) KIT_SAME(x20, 20) KIT_SAME(x21, 21) KIT_SAME(x22, 22) KIT_SAME(x23, 23) KIT_SAME(x24, 24)
            KIT_SAME(x25, 25) KIT_SAME(x26, 26) KIT_SAME(x27, 27) KIT_SAME(x28, 28)
#define KIT_SAME_D(r, n) "  fmov d16, #" #n "\n fcmp " #r ", d16\n cinc x10, x10, ne\n"
                KIT_SAME_D(d8, 8.0) KIT_SAME_D(d9, 9.0) KIT_SAME_D(d10, 10.0) KIT_SAME_D(d11, 11.0)
                    KIT_SAME_D(d12, 12.0) KIT_SAME_D(d13, 13.0) KIT_SAME_D(d14, 14.0) KIT_SAME_D(
                        d15,
                        15.0) "  ldr x4, [sp, #160]\n str x10, [x4]\n"
                              "  ldp d14, d15, [sp, #144]\n ldp d12, d13, [sp, #128]\n ldp d10, d11, [sp, #112]\n ldp "
                              "d8, d9, [sp, #96]\n"
                              "  ldp x27, x28, [sp, #80]\n ldp x25, x26, [sp, #64]\n ldp x23, x24, [sp, #48]\n"
                              "  ldp x21, x22, [sp, #32]\n ldp x19, x20, [sp, #16]\n ldp x29, x30, [sp], #176\n ret\n"
                              ".size kit_with_registers, .-kit_with_registers\n");
#else
#error "the register shield knows x86-64 and arm64"
#endif

/* Flush-to-zero: the bit that makes denormal results zero. */
#if defined(__x86_64__)
#include <immintrin.h>
static bool flushing(void)
{
    return (_mm_getcsr() & 0x8000) != 0;
}
static void flush(bool on)
{
    _mm_setcsr(on ? _mm_getcsr() | 0x8000 : _mm_getcsr() & ~0x8000u);
}
#elif defined(__aarch64__)
static bool flushing(void)
{
    uint64_t fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    return (fpcr >> 24 & 1) != 0;
}
static void flush(bool on)
{
    uint64_t fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    fpcr = on ? fpcr | 1u << 24 : fpcr & ~((uint64_t)1 << 24);
    __asm__ volatile("msr fpcr, %0" : : "r"(fpcr));
}
#endif

static int64_t checked(struct kit_run *run, bool same, int64_t answer)
{
    if (!same)
        atomic_fetch_add(&run->damage, 1);
    return answer;
}

int64_t kit_shielded(struct kit_run *run, struct kit_slot *slot, int64_t a, int64_t b)
{
    int64_t answer, changed = 0;
    bool same;
    switch (run->shield) {
    case KIT_SHIELD_JUMP:
        return catch_jump(run, slot, a, b);
    case KIT_SHIELD_CPP:
        return kit_cpp_try(run->entry, slot, a, b);
    case KIT_SHIELD_REGISTERS:
        answer = kit_with_registers(run->entry, slot, a, b, &changed);
        return checked(run, changed == 0, answer);
    case KIT_SHIELD_ERRNO:
        errno = EXDEV; /* a value that nothing on the way would set */
        answer = run->entry(slot, a, b);
        same = errno == EXDEV;
        return checked(run, same, answer);
    case KIT_SHIELD_ROUNDING:
        fesetround(FE_UPWARD);
        answer = run->entry(slot, a, b);
        same = fegetround() == FE_UPWARD;
        fesetround(FE_TONEAREST);
        return checked(run, same, answer);
    case KIT_SHIELD_FLUSH:
        flush(true);
        answer = run->entry(slot, a, b);
        same = flushing();
        flush(false);
        return checked(run, same, answer);
    case KIT_SHIELD_UNPINNED:
        answer = run->entry(slot, a, b);
        for (int i = 0; i < 8; i++)
            changed += run->unpinned[i];
        return checked(run, changed == run->unpinned_sum, answer);
    default:
        return run->entry(slot, a, b);
    }
}

KIT_EXPORT int64_t kit_again(struct kit_run *run, int64_t a, int64_t b)
{
    return kit_through(run, a, b);
}

KIT_EXPORT int64_t kit_leaf(int64_t a, int64_t b)
{
    return a - b;
}

KIT_EXPORT void kit_thread_exit(void)
{
    pthread_exit(NULL);
}

KIT_EXPORT void kit_exit(int32_t code)
{
    exit(code);
}

KIT_EXPORT void kit_spin(int64_t nanoseconds)
{
    int64_t until = kit_now() + nanoseconds;
    while (kit_now() < until)
        ;
}

KIT_EXPORT int64_t kit_sleep(int64_t nanoseconds)
{
    struct timespec left = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int64_t interrupted = 0;
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        interrupted++;
    return interrupted;
}

KIT_EXPORT int64_t kit_alignment(void)
{
    return (int64_t)((uintptr_t)__builtin_frame_address(0) & 15);
}

/* Sets errno, for the body that asks whether SetLastError keeps it across a callback. */
KIT_EXPORT void kit_set_errno(int32_t number)
{
    errno = number;
}

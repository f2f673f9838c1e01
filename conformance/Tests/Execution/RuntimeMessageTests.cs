using Kit.Execution;
using Xunit;

namespace Kit.Tests.Execution;

/// <summary>A process's last words: whose they are, and the part of them that is the same on every run.</summary>
public class RuntimeMessageTests
{
    [Theory]
    [InlineData("Fatal error. Invalid Program: attempted to call a UnmanagedCallersOnly method from managed code.\n   at Kit.Cells.Calls.Unsafe()",
        "Fatal error. Invalid Program: attempted to call a UnmanagedCallersOnly method from managed code.")]
    [InlineData("\nFatal error. Invalid Program: attempted", "Fatal error. Invalid Program: attempted")] // NativeAOT begins with an empty line
    [InlineData("Unhandled exception. System.InvalidOperationException: out of the callback\n   at Kit.Cells", "Unhandled exception. System.InvalidOperationException: out of the callback")]
    [InlineData("Process terminated.\nplanted\n   at System.Environment.FailFast(System.String)", "Process terminated. planted")]
    [InlineData("Process terminated.\n   at System.Environment.FailFast(System.String)", "Process terminated.")]
    [InlineData("Fatal error. Fatal error. Internal CLR error. (0x80131506)", "Fatal error. Internal CLR error. (0x80131506)")]
    [InlineData("some library says hello\nStack overflow.\nRepeat 1041 times:", "Stack overflow.")]
    [InlineData("A callback was made on a garbage collected delegate of type 'Cells!Kit.Cells.Entries+Door::Invoke'.", "A callback was made on a garbage collected delegate of type 'Cells!Kit.Cells.Entries+Door::Invoke'.")]
    [InlineData("Fatal error. System.AccessViolationException: at 0x00007f8bfd5ff990", "Fatal error. System.AccessViolationException: at 0x...")]
    public void The_runtimes_own_message_is_a_diagnosis(string stderr, string message) =>
        Assert.Equal(new Diagnosis(message, ByRuntime: true), Diagnosis.In(stderr));

    [Theory]
    [InlineData("\nAssert failure(PID 123 [0x0000007b], Thread: 456 [0x01c8]): !PreemptiveGCDisabled()\n    File: /build/threads.h:12\n", "Assert failure(PID ..., Thread: ...): !PreemptiveGCDisabled()")]
    [InlineData("Fatal error. Internal CLR error.\nAssert failure(PID 1 [0x00000001], Thread: 1 [0x0001]): x", "Assert failure(PID ..., Thread: ...): x")]
    [InlineData("ASSERT FAILED\n\tExpression: x != 0\n\tProcess:    123", "ASSERT FAILED Expression: x != 0")]
    public void An_assertion_of_the_runtime_is_a_diagnosis_of_its_own_kind(string stderr, string message) =>
        Assert.Equal(new Diagnosis(message, ByRuntime: true, Assert: true), Diagnosis.In(stderr));

    [Theory]
    [InlineData("terminate called after throwing an instance of 'int'", "terminate called after throwing an instance of 'int'")]
    [InlineData("FATAL: exception not rethrown", "FATAL: exception not rethrown")]
    [InlineData("*** stack smashing detected ***: terminated", "*** stack smashing detected ***: terminated")]
    [InlineData("free(): invalid pointer", "free(): invalid pointer")]
    [InlineData("kit: a.c:12: f: Assertion `x' failed.", "kit: a.c:12: f: Assertion `x' failed.")]
    [InlineData("==4711==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010", "==...==ERROR: AddressSanitizer: heap-use-after-free on address 0x...")]
    public void What_the_libraries_beneath_it_say_is_kept_but_is_no_diagnosis(string stderr, string message) =>
        Assert.Equal(new Diagnosis(message, ByRuntime: false), Diagnosis.In(stderr));

    [Fact]
    public void The_runtime_has_the_last_word_over_a_library_that_spoke_first() =>
        Assert.True(Diagnosis.In("terminate called\nUnhandled exception. System.Exception: x")!.ByRuntime);

    [Theory]
    [InlineData("")]
    [InlineData("warning: nothing to see\n\n")]
    public void Chatter_is_no_message(string stderr) => Assert.Null(Diagnosis.In(stderr));

    [Fact]
    public void A_message_without_end_is_cut() =>
        Assert.InRange(Diagnosis.In("Fatal error. " + new string('x', 100_000))!.Message.Length, 100, 500);
}

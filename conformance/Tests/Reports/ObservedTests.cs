using Kit.Execution;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class ObservedTests
{
    [Theory]
    [InlineData("returned", "returned")]
    [InlineData("crashed:SIGSEGV", "crashed (SIGSEGV, inside)")]
    [InlineData("exited:7", "exited (code 7, inside)")]
    [InlineData("timed-out", "timed-out (inside)")]
    [InlineData("returned x18, crashed:SIGSEGV x2", "18 of 20 returned, 2 of 20 crashed (SIGSEGV, inside)")]
    public void What_was_seen_is_said_in_words(string outcomes, string words) =>
        Assert.Equal(words, Observed.InWords(Few.Row(Few.Cell, Promise.Forbidden, outcomes)));

    [Theory]
    [InlineData("at 0x7f00deadbeef00 it died", "at 0x... it died")]
    [InlineData("status 0x80131506", "status 0x80131506")]
    [InlineData("asleep since 9.84 s", "asleep since ... s")]
    [InlineData("T7 ran 0.92 of a core for 9.7 s", "T1 ran ... of a core for ... s")]
    [InlineData("version 10.0.12 says", "version 10.0.12 says")]
    [InlineData("T4 -> T9 -> T4", "T1 -> T2 -> T1")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("UTF8 and T", "UTF8 and T")]
    public void What_differs_from_run_to_run_is_left_out(string text, string steady) =>
        Assert.Equal(steady, Observed.Steady(text));

    [Fact]
    public void A_deadlock_without_a_message_is_told_by_its_cycle() => Assert.Equal(
        "caller T1 (unsafe call, joins T2) -> pthread T2 (collecting, waits for T1)",
        Observed.Words(
            Few.Row(Few.Cell, Promise.Forbidden, "deadlocked", evidence: new Evidence(Cycle: Few.Cycle(3, 8)))));

    [Fact]
    public void A_livelock_is_told_by_who_ran() => Assert.Equal(
        "T1 ran ... of a core",
        Observed.Words(
            Few.Row(Few.Cell, Promise.Forbidden, "livelocked", evidence: new Evidence("T4 ran 0.92 of a core"))));
}

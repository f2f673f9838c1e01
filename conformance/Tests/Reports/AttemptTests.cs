using Kit.Execution;
using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class AttemptTests
{
    [Fact]
    public void An_attempt_is_written_as_one_flat_line()
    {
        var attempt = new Attempt(
            Key.Parse(Few.Cell), TheMatrix.Plain, 1,
            new Outcome(OutcomeKind.FailedFast, "SIGABRT", null, "entering", "Fatal error. It's <over>.", 0.06221),
            0.0171, Isolated: true, "c0ffee");

        Assert.Equal(
            """
            {"format":1,"key":"each::safe::caller::uco::empty","environment":"coreclr-10.0/linux-x64","attempt":1,
            "outcome":"failed-fast","signal":"SIGABRT","exitCode":null,"stage":"entering","message":"Fatal error. It's <over>.",
            "seconds":0.0622,"cpuSeconds":0.0171,"isolated":true,"plan":"c0ffee","evidence":null}
            """.ReplaceLineEndings(""),
            attempt.ToLine());
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var attempt = Few.Attempt(
            Few.Cell, "crashed:SIGSEGV", 3,
            new Evidence(
                "stuck", Few.Cycle(1, 4), "the runtime agrees", new Dictionary<string, long> { ["eintr"] = 12 }));

        var read = Attempt.Parse(attempt.ToLine());

        Assert.Equal(attempt.ToLine(), read.ToLine());
        Assert.Equal(attempt with { Evidence = null }, read with { Evidence = null });
        Assert.Equal(4, read.Evidence!.Cycle!.Steps[1].Slot);
        Assert.Equal(12, read.Evidence.Measures!["eintr"]);
    }

    [Theory]
    [InlineData("""{"format":2,"anything":[]}""", "an attempt of format 2, and this kit reads format 1: a newer kit wrote it")]
    [InlineData("""{"format":0}""", "no kit ever wrote that")]
    [InlineData("""{"key":"each::safe::caller::uco::empty"}""", "there is no number 'format' in it")]
    [InlineData("""[1]""", "this is not an attempt")]
    [InlineData("""{"format":1,"key":"each"}""", "this is not an attempt")]
    [InlineData("""{"format":1""", "this is not an attempt")]
    public void What_is_no_attempt_is_refused_with_a_reason(string line, string reason) =>
        Assert.Contains(reason, Assert.Throws<InputException>(() => Attempt.Parse(line)).Message);

    [Theory]
    [InlineData("\"returned\"", "\"exploded\"")]
    [InlineData("each::safe::caller::uco::empty", "each")]
    [InlineData("coreclr-10.0/linux-x64", "mono/linux-x64")]
    public void A_word_that_is_not_known_is_refused(string word, string other)
    {
        var line = Few.Attempt(Few.Cell, "returned").ToLine();

        Assert.Throws<InputException>(() => Attempt.Parse(line.Replace(word, other, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_field_that_is_not_known_is_ignored()
    {
        var line = Few.Attempt(Few.Cell, "returned").ToLine();

        Assert.Equal(line, Attempt.Parse("{\"colour\":\"green\"," + line[1..]).ToLine());
    }
}

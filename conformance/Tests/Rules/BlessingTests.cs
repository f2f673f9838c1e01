using Kit.Matrix;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class BlessingTests
{
    private const string Cell = "each::safe::caller::uco::empty";
    private const string Link = "  https://github.com/dotnet/runtime/issues/1";

    [Theory]
    // Nothing is promised: what is seen is listed.
    [InlineData("forbidden", null, "crashed:SIGSEGV x3", "crashed:SIGSEGV x3")]
    [InlineData("unspecified", null, "returned, timed-out", "returned, timed-out")]
    [InlineData("forbidden", "returned", "crashed:SIGSEGV", "crashed:SIGSEGV")]
    [InlineData("forbidden", "returned x12, crashed:SIGSEGV x8", "returned x20", "returned x20")]
    // An outcome is forgotten when that it did not come can hardly be chance, and not before.
    [InlineData("forbidden", "returned x2, crashed:SIGSEGV", "returned x3", "returned x3, crashed:SIGSEGV")]
    [InlineData("forbidden", "returned x2, crashed:SIGSEGV", "returned x3, deadlocked", "returned x3, crashed:SIGSEGV, deadlocked")]
    [InlineData("forbidden", "returned x2, crashed:SIGSEGV", "returned x7", "returned x7, crashed:SIGSEGV")]
    [InlineData("forbidden", "returned x2, crashed:SIGSEGV", "returned x8", "returned x8")]
    [InlineData("forbidden", "returned x3", "crashed:SIGSEGV x3", "crashed:SIGSEGV x3")]
    [InlineData("forbidden", "returned x12, crashed:SIGSEGV x8", "returned", "returned x12, crashed:SIGSEGV x8")]
    [InlineData("forbidden", "returned x12, crashed:SIGSEGV x8", "deadlocked", "returned x12, crashed:SIGSEGV x8, deadlocked")]
    // Something is promised: only a person makes a line.
    [InlineData("defined", null, "returned", null)]
    [InlineData("defined", null, "crashed:SIGSEGV", null)]
    [InlineData("defined", "crashed:SIGSEGV" + Link, "returned", null)]
    [InlineData("defined", "crashed:SIGSEGV" + Link, "crashed:SIGSEGV", "crashed:SIGSEGV" + Link)]
    [InlineData("defined", "crashed:SIGSEGV" + Link, "crashed:SIGBUS", "crashed:SIGBUS" + Link)]
    [InlineData("defined", "returned x9, crashed:SIGSEGV" + Link, "returned", "returned x9, crashed:SIGSEGV" + Link)]
    // What is not an observation changes nothing.
    [InlineData("forbidden", "returned", "broken", "returned")]
    [InlineData("forbidden", "returned", "absent", "returned")]
    [InlineData("forbidden", null, "absent", null)]
    public void A_blessing_lists(string promise, string? before, string seen, string? after)
    {
        var known = before is null ? Known.Nothing : Known.Parse("k.txt", $"{Cell}  {before}");

        var blessed = known.Bless([new Seen(Key.Parse(Cell), Words.Parse<Promise>(promise, "promise"), Outcomes(seen))]);

        Assert.Equal(after is null ? "" : $"{Cell}  {after}\n", blessed.ToString());
    }

    [Fact]
    public void What_was_not_seen_and_what_people_wrote_stays()
    {
        var known = Known.Parse("k.txt", $"# header\n\n# above\n{Cell}  returned  # note\nsort::safe::caller::uco::empty  returned\n");

        var blessed = known.Bless([new Seen(Key.Parse(Cell), Promise.Forbidden, Outcomes("deadlocked"))]);

        Assert.Equal(
            $"# header\n\n# above\n{Cell}  deadlocked  # note\nsort::safe::caller::uco::empty  returned\n",
            blessed.ToString());
    }

    [Theory]
    [InlineData("forbidden", "crashed:SIGSEGV x3", "recorded")]
    [InlineData("unspecified", "returned, crashed:SIGSEGV", "recorded")]
    [InlineData("defined", "returned", "conforms")]
    public void After_a_blessing_the_same_run_is_no_news(string promise, string seen, string verdict)
    {
        var cell = new Seen(Key.Parse(Cell), Words.Parse<Promise>(promise, "promise"), Outcomes(seen));
        var known = Known.Parse("k.txt", $"{Cell}  timed-out").Bless([cell]);

        Assert.Equal(verdict, Verdicts.Judge(cell.Promise, cell.Outcomes, known[cell.Key]).Word());
        Assert.Equal(known.ToString(), known.Bless([cell]).ToString());
    }

    private static List<Tally> Outcomes(string text) =>
        text is "broken" or "absent"
            ? [new Tally(new Outcome(Words.Parse<OutcomeKind>(text, "outcome")), 1)]
            : [.. KnownLine.Parse($"{Cell}  {text}", []).Outcomes.Select(o => new Tally(new Outcome(o.Kind, o.Detail), o.Count))];
}

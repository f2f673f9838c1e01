using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class RowTests
{
    [Fact]
    public void A_row_is_written_with_every_field_of_every_outcome() => Assert.Equal(
        """
        {"format":1,"key":"each::safe::caller::uco::empty","environment":"coreclr-10.0/linux-x64","promise":"defined","rule":"a-rule",
        "verdict":"flaky","outcomes":[
        {"outcome":"returned","count":2,"signal":null,"exitCode":null,"stage":"exiting","message":null,"seconds":0},
        {"outcome":"exited","count":1,"signal":null,"exitCode":7,"stage":"inside","message":null,"seconds":0}],
        "evidence":null,"isolated":true}
        """.ReplaceLineEndings(""),
        Few.Row(Few.Cell, Promise.Defined, "returned x2, exited:7").ToLine());

    [Fact]
    public void What_is_written_is_read_again()
    {
        var line = Few.Row(
            Few.Cell, Promise.Forbidden, "deadlocked", evidence: new Evidence("stuck", Few.Cycle(1, 2))).ToLine();

        Assert.Equal(line, Row.Parse(line).ToLine());
    }

    [Fact]
    public void An_assert_of_a_checked_build_is_a_word_of_its_own_in_row_and_known_file()
    {
        var seen = new Outcome(OutcomeKind.FailedFast, "SIGABRT", Stage: "inside", Message: "Assert failure(PID ...): x", Assert: true);
        var row = Few.Row(Few.Cell, Promise.Forbidden, "returned") with { Outcomes = Tally.Of([seen, seen with { Assert = false }]) };

        Assert.Contains("\"assert\":true", row.ToLine());
        Assert.Equal(row.Outcomes, Row.Parse(row.ToLine()).Outcomes);
        var entry = Known.Parse("known.txt", $"{Few.Cell}  failed-fast:assert").Entries.Single();
        Assert.Equal([true, false], row.Outcomes.OrderByDescending(t => t.Outcome.Assert).Select(t => entry.Lists(t.Outcome)));
    }

    [Theory]
    [InlineData("\"format\":1", "\"format\":3", "a row of format 3, and this kit reads format 1")]
    [InlineData("\"conforms\"", "\"perfect\"", "this is not a row")]
    [InlineData("\"outcomes\":[{", "\"outcomes\":[],\"were\":[{", "has no outcome")]
    public void What_is_no_row_is_refused(string found, string instead, string reason)
    {
        var line = Few.Row(Few.Cell, Promise.Defined, "returned").ToLine()
            .Replace(found, instead, StringComparison.Ordinal);

        Assert.Contains(reason, Assert.Throws<InputException>(() => Row.Parse(line)).Message);
    }

    [Theory]
    [InlineData(Promise.Forbidden, "returned", true)]
    [InlineData(Promise.Forbidden, "crashed, returned", true)]
    [InlineData(Promise.Forbidden, "wrong-answer", false)]
    [InlineData(Promise.Unspecified, "returned", false)]
    public void Forbidden_but_works_is_seen(Promise promise, string outcomes, bool works) =>
        Assert.Equal(works, Few.Row(Few.Cell, promise, outcomes).WorksThoughForbidden);
}

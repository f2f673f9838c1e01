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

using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests;

public class SymbolTests
{
    [Theory]
    [InlineData(Promise.Defined, "returned", '·')]
    [InlineData(Promise.Forbidden, "returned", '!')]
    [InlineData(Promise.Unspecified, "returned", 'o')]
    [InlineData(Promise.FailsFast, "returned", 'O')]
    [InlineData(Promise.Deadlocks, "returned", 'O')]
    [InlineData(Promise.FailsFast, "failed-fast", 'f')]
    [InlineData(Promise.Forbidden, "failed-fast", 'f')]
    [InlineData(Promise.Defined, "failed-fast", 'F')]
    [InlineData(Promise.Forbidden, "crashed:SIGSEGV", 'c')]
    [InlineData(Promise.FailsFast, "crashed:SIGSEGV", 'C')]
    [InlineData(Promise.Deadlocks, "deadlocked", 'd')]
    [InlineData(Promise.Defined, "deadlocked", 'D')]
    [InlineData(Promise.Unspecified, "livelocked", 'l')]
    [InlineData(Promise.Deadlocks, "livelocked", 'L')]
    [InlineData(Promise.Forbidden, "timed-out", 't')]
    [InlineData(Promise.Deadlocks, "timed-out", 'T')]
    [InlineData(Promise.Forbidden, "wrong-answer", 'w')]
    [InlineData(Promise.Defined, "wrong-answer", 'W')]
    [InlineData(Promise.Forbidden, "exited:7", 'x')]
    [InlineData(Promise.Defined, "exited:7", 'X')]
    [InlineData(Promise.Defined, "returned, crashed:SIGSEGV", '%')]
    [InlineData(Promise.Forbidden, "returned, crashed:SIGSEGV", '~')]
    [InlineData(Promise.Forbidden, "crashed:SIGABRT, crashed:SIGSEGV", 'c')]
    [InlineData(Promise.Defined, "broken", '?')]
    [InlineData(Promise.Forbidden, "broken", '?')]
    [InlineData(Promise.Defined, "absent", '-')]
    public void A_cell_has_one_symbol(Promise promise, string outcomes, char symbol) =>
        Assert.Equal(symbol, Symbol.Of(Few.Row(Few.Cell, promise, outcomes)));

    [Fact]
    public void Every_symbol_has_words_of_its_own()
    {
        Assert.Equal(Symbol.Legend.Count, Symbol.Legend.Select(l => l.Symbol).Distinct().Count());
        Assert.Equal(Symbol.Legend.Count, Symbol.Legend.Select(l => l.Words).Distinct().Count());
    }

    [Fact]
    public void Every_outcome_under_every_promise_is_in_the_legend()
    {
        foreach (var kind in Enum.GetValues<OutcomeKind>())
        {
            foreach (var promise in Enum.GetValues<Promise>())
            {
                Tally[] seen = [new(new Outcome(kind), 1)];
                var row = new Row(
                    Key.Parse(Few.Cell), TheMatrix.Plain, promise, "a-rule", Verdicts.Judge(promise, seen, null), seen);

                Assert.Contains(Symbol.Of(row), Symbol.Legend.Select(l => l.Symbol));
            }
        }
    }
}

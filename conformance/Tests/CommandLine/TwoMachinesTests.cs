using Kit.Commands;
using Kit.Reports;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>Reports of two machines, of which one has a library that the other lacks.</summary>
public sealed class TwoMachinesTests
{
    [SkippableFact]
    public async Task A_library_that_one_of_them_lacks_makes_no_other_plan_and_counts_where_it_ran()
    {
        using var machine = new BareMachine(bare: true);
        using var without = new RunFolder(new TheKit { Variables = machine.Variables });
        using var with = new RunFolder();
        var summary = without.In("summary.md");
        without.Kit.Variables["GITHUB_ACTIONS"] = "true";
        without.Kit.Variables["GITHUB_STEP_SUMMARY"] = summary;
        const string Cell = "zlib::safe::caller::uco::empty";

        var alone = (await without.RunAsync(Cell)).EndedWith(ExitCode.Fine);
        (await with.RunAsync(Cell)).EndedWith(ExitCode.Fine);
        Skip.If(with.Rows.Single().Verdict == Verdict.Absent, "zlib is not here: ./run-conformance.sh setup");
        File.Delete(summary);
        (await without.Kit.RunAsync("report", without.Output, with.Output, "--output", with.In("both"))).EndedWith(ExitCode.Fine);

        Assert.Equal(Verdict.Absent, without.Rows.Single().Verdict);
        Assert.Contains("::warning title=coreclr-10.0/", alone.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was run::1 planned = 0 ran + 1 absent + 0 not run. libz.so.1 is not here", alone.Error, StringComparison.Ordinal);
        Assert.Equal(without.Facts.Plan, with.Facts.Plan);
        var both = ReportFolder.Of(with.In("both"), TheKit.Plain);
        Assert.Equal(Verdict.Conforms, both.ReadRows().Items.Single().Verdict);
        Assert.Equal("1 planned = 1 ran + 0 absent + 0 not run", both.ReadRun()!.Ledger.ToString());
        Assert.Contains("1 planned = 1 ran", File.ReadAllText(summary), StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryKit kit = new();

    [Fact]
    public void What_is_missing_is_told_with_the_way_to_get_it()
    {
        var (code, text) = Examine(kit.Context, (program, _) => program == "cmake" ? null : $"{program} 1.2.3");

        Assert.Equal(3, code);
        Assert.Matches(@"MISSING +CMake +no cmake *\n.*-> apt-get install cmake", text);
        Assert.Matches(@"ok +C compiler +cc 1\.2\.3", text);
        Assert.Matches(@"MISSING +launcher", text);
    }

    [Fact]
    public void A_machine_that_has_everything_is_told_to_go_on()
    {
        var installation = kit.Context.Installation;
        foreach (var file in new[] { installation.Launcher, installation.Host, installation.CellsDll })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
        }

        var (code, text) = Examine(kit.Context, (program, _) => program);

        Assert.Equal(0, code);
        Assert.Contains("Everything that is needed is here: ./run-conformance.sh\n", text);
    }

    [Fact]
    public void Every_runtime_is_told_with_the_command_that_builds_it_or_with_what_that_lacks()
    {
        var runtimes = Path.Combine("conformance", "Cells", "Runtimes.props");
        var file = Path.Combine(kit.Context.Installation.Root, runtimes);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Copy(TheMatrix.InRepository(runtimes), file);

        var (code, text) = Examine(kit.Context, (program, _) => program == "cc" ? null : program);
        var (_, whole) = Examine(kit.Context, (program, argument) => argument.Contains("libz", StringComparison.Ordinal) ? "/usr/lib/libz.so" : program);

        Assert.Equal(3, code); // for want of a compiler, not of an environment
        Assert.Matches(@"ok +coreclr-10\.0 +10\.0\.\d+, which runs the kit itself", text);
        Assert.Matches(@"not here +coreclr-8\.0 +8\.0\.\d+ is fetched and built when it is first asked for[^\n]*\n.*-> \./run-conformance\.sh run each::safe::caller::uco::empty --environment coreclr-8\.0", text);
        Assert.Matches(@"not here +nativeaot-9\.0 +9\.0\.\d+ cannot be built: no linker cc *\n.*-> apt-get install gcc libc6-dev", text);
        Assert.Matches(@"not here +nativeaot-8\.0 +8\.0\.\d+ is fetched and built", whole);
        Assert.Matches(
            @"not here +nativeaot-8\.0 +8\.0\.\d+ cannot be built: no zlib to link with *\n.*-> apt-get install zlib1g-dev",
            Examine(kit.Context, (program, argument) => argument.Contains("libz", StringComparison.Ordinal) ? "libz.so" : program).Text);
    }

    [Fact]
    public void Helpful_programs_may_be_missing()
    {
        var (_, text) = Examine(kit.Context, (program, _) => program == "valgrind" ? null : program);

        Assert.Matches(@"not here +valgrind +no valgrind *\n.*-> apt-get install valgrind", text);
    }

    [Fact]
    public void A_library_that_is_absent_is_no_fault()
    {
        using var poor = new TemporaryKit(ListCommandTests.WithoutSort());

        Assert.Matches(@"absent +sort +There is no qsort\.", Examine(poor.Context, (program, _) => program).Text);
    }

    [Fact]
    public void A_child_that_cannot_be_asked_does_not_stop_the_doctor()
    {
        var context = new KitContext(
            () => kit.Context.Installation, (_, _, _) => throw new InputException("it does not start"));

        Assert.Matches(
            @"MISSING +libraries +the child cannot be asked: it does not start",
            Examine(context, (program, _) => program).Text);
    }

    [Fact]
    public void Proc_is_tried_on_a_real_process() =>
        Assert.Matches(
            "ok +/proc +threads, their states and system calls can be read",
            Examine(kit.Context, (program, _) => program).Text);

    [Fact]
    public void A_program_is_asked_for_its_first_line()
    {
        Assert.Equal("1", Doctor.Ask("echo", "1\n2"));
        Assert.Null(Doctor.Ask("a-program-that-is-not-there", "--version"));
        Assert.Null(Doctor.Ask("true", ""));
    }

    [Fact]
    public void A_program_that_does_not_answer_is_not_left_running()
    {
        var own = $"300.{Environment.ProcessId}"; // nobody else sleeps so long

        Assert.Null(Doctor.Ask("sleep", own, TimeSpan.FromMilliseconds(300)));

        Assert.True(SpinWait.SpinUntil(() => !Process.GetProcessesByName("sleep").Any(p => Arguments(p.Id).Contains(own, StringComparison.Ordinal)), TimeSpan.FromSeconds(20)));

        static string Arguments(int pid)
        {
            try
            {
                return File.ReadAllText($"/proc/{pid}/cmdline");
            }
            catch (IOException)
            {
                return ""; // it is gone
            }
        }
    }

    public void Dispose() => kit.Dispose();

    private static (int Code, string Text) Examine(KitContext context, Func<string, string, string?> ask)
    {
        var writer = new StringWriter();
        var said = Said.By(DoctorCommand.Create(context, ask, () => Screen.Of(writer, plain: true)));
        return (said.Code, writer.ToString());
    }
}

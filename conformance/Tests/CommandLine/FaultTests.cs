using System.Runtime.InteropServices;
using Kit.Commands;
using Kit.Execution;
using Kit.Rules;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>The machine fails the kit: it says so, loses nothing and leaves nothing.</summary>
public sealed class FaultTests : IDisposable
{
    const string One = "sort::safe::caller::uco::empty";

    // In a place of its own, where what it mounts is seen by nobody else.
    static readonly string[] Alone = Environment.IsPrivilegedProcess ? ["--mount"] : ["--mount", "--map-root-user"];

    readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public async Task A_disk_that_gets_full_ends_the_run_and_with_more_room_resume_finishes_it()
    {
        // A disk of its own, which nobody but these processes sees and which goes when they do.
        const string Script = """
            disk=$1 copies=$2 full=0 report=0 enough=0
            shift 2
            mount -t tmpfs -o size=64k none "$disk" || exit 77
            "$@" || full=$?
            cp -r "$disk" "$copies/full"
            "$1" "$2" "$3" report "$disk" || report=$?
            mount -o remount,size=16m "$disk"
            "$@" --resume || enough=$?
            cp -r "$disk" "$copies/enough"
            echo "exit codes $full $report $enough"
            """;
        const string Cells = "each,hooks,release,sort,sqlite,subscribe,visit::safe::caller,pthread::uco::empty,allocate,collect";
        Skip.IfNot(OperatingSystem.IsLinux(), "mounts a tmpfs");
        foreach (var name in (string[])["disk", "copies"])
        {
            Directory.CreateDirectory(folder.In(name));
        }

        using var both = Running.Start(folder.Kit.Variables,
        [
            "/usr/bin/env", "unshare", .. Alone, "/bin/sh", "-c", Script, "sh",
            folder.In("disk"), folder.In("copies"),
            .. folder.Kit.Command, "run", Cells, "--repeat", "2", "--output", folder.In("disk"),
        ]);
        var heard = await both.EndAsync();
        Skip.If(
            heard.Code is 1 or 77 or 127 && !heard.Output.Contains("exit codes", StringComparison.Ordinal),
            $"no disk of its own here: {heard.Error}");

        Assert.Contains($"exit codes {ExitCode.Broken} {ExitCode.Broken} {ExitCode.Fine}", heard.Output, StringComparison.Ordinal);
        Assert.Contains("No space left on device", heard.Error, StringComparison.Ordinal);
        Assert.Contains("What was run until then is kept", heard.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", heard.Error, StringComparison.Ordinal);
        var full = Path.Combine("copies", "full", folder.Report.Environment.FileName);
        var before = File.ReadAllText(folder.In(full, "attempts.jsonl"));
        var kept = before[..(before.LastIndexOf('\n') + 1)];
        Assert.InRange(kept.Split('\n').Length - 1, 1, 83);
        Directory.Move(folder.In("copies", "enough"), folder.Output);
        Assert.StartsWith(kept, File.ReadAllText(folder.Report.AttemptsFile), StringComparison.Ordinal);
        Assert.Equal((42, 84), (folder.Rows.Count, folder.Attempts.Count));
        folder.AddsUp();
        await folder.NothingIsLeftAsync();
    }

    [SkippableFact]
    public async Task Without_files_in_memory_a_library_that_needs_them_is_absent_and_says_why()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "mounts a tmpfs");
        var here = TheMatrix.Here.Library("lmdb");
        Skip.If(here.Absent is not null, here.Absent);
        using var without = Running.Start(folder.Kit.Variables,
        [
            "/usr/bin/env", "unshare", .. Alone, "/bin/sh", "-c", "mount -t tmpfs -o ro none /dev/shm || exit 77; exec \"$@\"", "sh",
            .. folder.Kit.Command, "cell", "lmdb::safe::caller::uco::empty", "--json",
        ]);
        var heard = await without.EndAsync();
        Skip.If(heard.Code is 1 or 77 or 127, $"nothing can be mounted here: {heard.Error}");

        Assert.Equal(Verdict.Absent, heard.EndedWith(ExitCode.Fine).Row.Verdict);
        Assert.Equal(
            "no file can be made in /dev/shm (Read-only file system), where LMDB's files would be in memory",
            heard.Row.Outcomes.Single().Outcome.Message);
    }

    [SkippableTheory]
    [InlineData("it's", "'")]
    [InlineData("a;b", ";")]
    [InlineData("a%20b", "%20")]
    [InlineData("a@(b)", "@(")]
    [InlineData("a\\b", "\\")]
    public async Task A_clone_in_a_folder_that_MSBuild_cannot_take_says_so_and_begins_no_build(string name, string wrong)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere a folder cannot have such a name");
        var script = folder.Write(File.ReadAllText(Path.Combine(Installation.Find().Root, "run-conformance.sh")), name, "run-conformance.sh");
        using var refused = Running.Start([], "/bin/bash", script, "doctor");

        (await refused.EndAsync()).EndedWith(ExitCode.Broken).Complains($"with {wrong} in its path: move {folder.In(name)} to another");
        Assert.False(Directory.Exists(folder.In(name, "artifacts")));
    }

    [SkippableFact]
    public async Task Without_a_path_to_look_for_programs_doctor_still_tries_what_proofs_need()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux has /proc");
        folder.Kit.Variables["PATH"] = folder.In("nowhere");

        Assert.Contains("threads, their states and system calls can be read", (await folder.Kit.RunAsync("doctor")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_folder_below_a_file_is_named_with_what_to_do()
    {
        var file = folder.Write("", "file");

        await CannotWriteAsync(Path.Combine(file, "out"), $"{file} is a file, and no folder");
    }

    [SkippableFact]
    public async Task An_output_folder_where_nobody_may_write_is_named_with_what_to_do()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/proc is what even root cannot write to");

        await CannotWriteAsync("/proc/out");
    }

    [Fact]
    public async Task Where_nothing_was_built_the_message_says_what_to_type()
    {
        Directory.CreateDirectory(folder.In("empty"));
        folder.Kit.Variables["KIT_NATIVE"] = folder.In("empty");

        var heard = (await folder.RunAsync(One)).EndedWith(ExitCode.Broken);

        heard.Complains($"{folder.In("empty", "kit-launcher")} is missing. To build it, type in ", "./run-conformance.sh");
    }

    [Theory]
    [InlineData("kit-launcher", "kit-host")]
    [InlineData("kit-launcher,kit-host", "Cells.dll")]
    public async Task A_part_of_the_child_that_is_missing_is_named(string here, string missing)
    {
        using var clone = new SpoiledClone(shareBuilt: false);
        using var run = new RunFolder(clone.Kit);
        Directory.CreateDirectory(clone.In("artifacts", "native"));
        foreach (var name in here.Split(','))
        {
            File.CreateSymbolicLink(
                clone.In("artifacts", "native", name), Path.Combine(Installation.Find().NativeDirectory, name));
        }

        var heard = (await run.RunAsync(One)).EndedWith(ExitCode.Broken);

        heard.Complains($"{missing} is missing. To build it, type in {clone.In()}: ./run-conformance.sh");
        await run.NothingIsLeftAsync();
    }

    [SkippableFact]
    public async Task A_host_that_cannot_be_executed_is_the_kits_fault_and_no_outcome()
    {
        using var clone = new SpoiledClone(shareBuilt: false);
        using var run = new RunFolder(clone.Kit);
        Directory.CreateDirectory(clone.In("artifacts", "native"));
        File.Copy(Installation.Find().Launcher, clone.In("artifacts", "native", "kit-launcher"));
        File.WriteAllText(clone.In("artifacts", "native", "kit-host"), "not a program");
        Directory.CreateSymbolicLink(
            clone.In("artifacts", "cells"), Path.Combine(Installation.Find().Root, "artifacts", "cells"));

        var heard = (await run.RunAsync(One)).EndedWith(ExitCode.Broken);

        heard.Complains("kit-host");
        await run.NothingIsLeftAsync();
    }

    [SkippableFact]
    public async Task A_clock_that_jumps_by_days_changes_neither_a_proof_nor_a_time()
    {
        const string Stuck = "each::unsafe::pthread::uco::collect", Slow = "each::safe::pthread::uco::sleep";
        TheKit.SkipUnlessItsOutcomesAreKnownHere();

        // Every look at the time of day is six days before or after the last; in the kit alone, a child inherits nothing.
        using var jumps = new PlugIn("""
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <stdatomic.h>
            #include <time.h>

            int clock_gettime(clockid_t clock, struct timespec *time)
            {
                static atomic_int times;
                int (*real)(clockid_t, struct timespec *);
                *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
                int answer = real(clock, time);
                if (clock == CLOCK_REALTIME)
                    time->tv_sec += 86400 * 3000 + (atomic_fetch_add(&times, 1) % 2 ? 259200 : -259200);
                return answer;
            }
            """);
        folder.Kit.Variables["LD_PRELOAD"] = jumps.File;

        (await folder.RunAsync(Stuck, Slow)).EndedWith(ExitCode.Fine);

        var begun = DateTimeOffset.Parse(folder.Facts.Started);
        Assert.True(begun > DateTimeOffset.UtcNow.AddDays(2000), $"the clock did not jump: {begun}");
        Assert.Equal(OutcomeKind.Deadlocked, folder.Rows.Single(r => r.Key.ToString() == Stuck).Outcome);
        Assert.Equal(OutcomeKind.Returned, folder.Rows.Single(r => r.Key.ToString() == Slow).Outcome);
        Assert.All(folder.Attempts, a => Assert.InRange(a.Outcome.Seconds, 0.05, 60));
        Assert.InRange(folder.Facts.Seconds, 1, 120);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.In("tmp"))); // also not of the process that looked
    }

    [Fact]
    public async Task A_folder_that_another_run_is_writing_is_left_alone()
    {
        using (OneWriter.Begin(folder.Report.Path))
        {
            var heard = (await folder.RunAsync(One)).EndedWith(ExitCode.Usage);

            heard.Complains($"another run is writing {folder.Report.Path}", "name another folder with --output");
            Assert.Equal([folder.In("out", TheKit.Plain.FileName, OneWriter.FileName)], Directory.EnumerateFileSystemEntries(folder.Report.Path));
        }

        // What a killed run leaves is nobody's any more.
        File.WriteAllText(Path.Combine(folder.Report.Path, OneWriter.FileName), "");
        (await folder.RunAsync(One)).EndedWith(ExitCode.Fine);
        Assert.False(File.Exists(Path.Combine(folder.Report.Path, OneWriter.FileName)));
    }

    async Task CannotWriteAsync(string output, string reason = "")
    {
        var heard = await folder.Kit.RunAsync("run", One, "--output", output);

        Assert.True(heard.Code is ExitCode.Usage or ExitCode.Broken, heard.ToString());
        heard.Complains(output, reason, "name another folder with --output");
        await folder.NothingIsLeftAsync();
    }
}

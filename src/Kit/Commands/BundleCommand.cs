using System.CommandLine;
using System.Diagnostics;
using Kit.Bundling;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Commands;

/// <summary><c>bundle</c>: one archive that runs on another machine without SDK and compiler.</summary>
public static class BundleCommand
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(5);

    /// <summary>The verb.</summary>
    public static Command Create(KitContext kit)
    {
        var output = new Option<string?>("--output")
        {
            Description = $"the archive; without it artifacts/{Bundle.Name}.tar.gz", HelpName = "FILE",
        };
        var environment = SharedOptions.Environment("build the children of these first, or of all; repeatable. What was built before goes in as well");
        var command = new Command("bundle", "Makes one archive that runs on Linux with glibc without SDK and compiler.") { output, environment };
        command.SetAction(parsed => Make(
            kit.Installation,
            AllEnvironments.Named(parsed.GetValue(environment)!, () => kit.Installation),
            parsed.GetValue(output),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Make(
        Installation installation, IReadOnlyList<EnvironmentName> environments, string? output, TextWriter words, TextWriter progress)
    {
        if (installation.IsBundle)
        {
            throw new InputException(
                "this is a bundle already, and another is made where the sources and the .NET SDK are: ./run-conformance.sh bundle in a clone of the repository");
        }

        // What was built before may be older than its sources.
        foreach (var each in environments.Concat(BuiltChildren.Of(installation).Select(b => b.Environment)))
        {
            ChildBuild.Of(installation, each).Ensure(installation, each, progress.WriteLine);
        }

        var bundle = new Bundle(installation);
        var files = bundle.Files();
        var file = FileOf(installation, output);
        Write(file, files, progress);
        words.WriteLine($"{file}: {Megabytes(new FileInfo(file).Length)}, for {EnvironmentName.ThisPlatform} with glibc {bundle.Glibc} or newer; {string.Join(", ", bundle.Runtimes)}.");
        words.WriteLine($"There: tar -xzf {Shell.Word(Path.GetFileName(file))} && {Bundle.Name}/run-conformance.sh doctor");
        return ExitCode.Fine;
    }

    private static string FileOf(Installation installation, string? output)
    {
        var name = Bundle.Name + ".tar.gz";
        return output is null ? Path.Combine(installation.Root, "artifacts", name)
            : Directory.Exists(output) ? Path.Combine(output, name)
            : output;
    }

    // Whole, or not there.
    private static void Write(string file, IReadOnlyList<BundledFile> files, TextWriter progress)
    {
        var all = files.Sum(f => f.Bytes);
        progress.WriteLine($"Packing {files.Count:N0} files, {Megabytes(all)} ...");
        var clock = Stopwatch.StartNew();
        var said = TimeSpan.Zero;
        var unfinished = file + ".unfinished";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        try
        {
            using (var stream = File.Create(unfinished))
            {
                Archive.Write(stream, Bundle.Name, files, packed =>
                {
                    if (clock.Elapsed - said > SayEvery)
                    {
                        said = clock.Elapsed;
                        progress.WriteLine($"... {Megabytes(packed)} of {Megabytes(all)} packed");
                    }
                });
            }

            File.Move(unfinished, file, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.0} MB";
}

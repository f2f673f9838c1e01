using Kit.Bundling;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>A bundle, made by the verb from a clone in which the plain child alone was built, and unpacked where nobody may
/// write, in a folder with an awkward name. It is started as on a machine that has nothing: no HOME, and a PATH with hardly
/// a program.</summary>
[CollectionDefinition(Collection)]
public sealed class MadeBundle : IAsyncLifetime, ICollectionFixture<MadeBundle>
{
    public const string Collection = "bundle";

    static readonly string[] Shared = ["conformance", "native", "docs", "Directory.Packages.props", "README.md", "CHANGELOG.md"];

    internal TemporaryFolder Folder { get; } = new();

    internal Heard Making { get; private set; } = null!;

    /// <summary>The archive.</summary>
    public string File => Folder.In("made", Bundle.Name + ".tar.gz");

    /// <summary>The bundle's top folder.</summary>
    public string Root => Folder.In("un packed, für alle", Bundle.Name);

    public async Task InitializeAsync()
    {
        var original = Installation.Find();
        Folder.Write("", "clone", "Kit.sln");
        Directory.CreateDirectory(Folder.In("clone", "artifacts", "cells"));
        foreach (var name in Shared)
        {
            System.IO.File.CreateSymbolicLink(Folder.In("clone", name), Path.Combine(original.Root, name));
        }

        Directory.CreateSymbolicLink(Folder.In("clone", "artifacts", "native"), original.NativeDirectory);
        Directory.CreateSymbolicLink(Folder.In("clone", "artifacts", "cells", "net10.0"), Path.GetDirectoryName(original.CellsDll)!);
        SpoiledClone.CopyProgram(Folder, "clone", "bin");
        Directory.CreateDirectory(Folder.In("made"));
        Making = await MakeAsync(Folder.In("made"));
        Assert.True(Making.Code == 0, Making.ToString());
        Directory.CreateDirectory(Path.GetDirectoryName(Root)!);
        await DoAsync("tar", "-xzf", File, "-C", Path.GetDirectoryName(Root)!);
        await DoAsync("chmod", "-R", "a-w", Root);
        Folder.Write("#!/bin/sh\nexec /bin/uname \"$@\"\n", "path", "uname");
        await DoAsync("chmod", "+x", Folder.In("path", "uname"));
        Directory.CreateSymbolicLink(Folder.In("path", "sleep"), "/bin/sleep");
        Directory.CreateDirectory(Folder.In("here"));
    }

    public async Task DisposeAsync()
    {
        await DoAsync("chmod", "-R", "u+w", Folder.Path);
        Folder.Dispose();
    }

    /// <summary>Makes one more.</summary>
    internal Task<Heard> MakeAsync(string output) =>
        new TheKit { Dll = Folder.In("clone", "bin", "Kit.dll") }.RunAsync("bundle", "--output", output);

    /// <summary>Types into its script, standing in the folder <c>here</c>.</summary>
    internal Task<Heard> SaysAsync(params string[] words) => StartAsync(Path.Combine(Root, "run-conformance.sh"), "path", words);

    /// <summary>The same with another script, and other programs on the PATH.</summary>
    internal async Task<Heard> StartAsync(string script, string path, params string[] words)
    {
        using var running = Running.Start(
            [],
            ["/usr/bin/env", "-i", "-C", Folder.In("here"), $"PATH={Folder.In(path)}", script, .. words]);
        return await running.EndAsync();
    }

    internal static async Task DoAsync(params string[] command)
    {
        using var running = Running.Start([], command);
        var heard = await running.EndAsync();
        Assert.True(heard.Code == 0, $"{string.Join(' ', command)}: {heard}");
    }
}

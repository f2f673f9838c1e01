using System.Runtime.InteropServices;
using Kit.Commands;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>A bundle on a machine that it is not for: one line that says what is missing there, and what to do.</summary>
[Collection(MadeBundle.Collection)]
public sealed class BundleElsewhereTests(MadeBundle bundle)
{
    static string Other => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "aarch64" : "x86_64";

    static string OtherPlatform => Other == "aarch64" ? "linux-arm64" : "linux-x64";

    [Fact]
    public async Task Another_architecture_is_named()
    {
        await UnameAsync("elsewhere", Other);

        var heard = (await bundle.StartAsync(Path.Combine(bundle.Root, "run-conformance.sh"), "elsewhere", "doctor")).EndedWith(ExitCode.Broken);

        heard.Complains("This bundle is for linux-", $"this machine is {OtherPlatform}", "./run-conformance.sh bundle");
    }

    // The loader of glibc for another architecture is not here, as that for this one is not where there is musl.
    [Fact]
    public async Task Another_C_library_is_told_by_its_loader()
    {
        await UnameAsync("musl", Other);
        var script = await LikeAsync("musl bundle");
        File.WriteAllText(script, File.ReadAllText(script).Replace($"platform={Kit.Matrix.EnvironmentName.ThisPlatform}", $"platform={OtherPlatform}", StringComparison.Ordinal));

        var heard = (await bundle.StartAsync(script, "musl", "doctor")).EndedWith(ExitCode.Broken);

        heard.Complains("has another C library", "/ld-linux-", "Debian, Ubuntu, Fedora");
    }

    [Theory]
    [InlineData("libc.so.6", "GLIBC_2.99", "This system is too old: libcallbacks.so needs GLIBC_2.99.")]
    [InlineData("libkit-nowhere.so", "KIT", "libcallbacks.so cannot be loaded here: ")]
    [InlineData("nowhere-libstdc++.so.6", "KIT", "The C++ runtime is missing (libstdc++.so.6 and libgcc_s.so.1). On Debian or Ubuntu: apt-get install libstdc++6.")]
    public async Task What_the_loader_lacks_is_said_in_one_line(string library, string version, string said)
    {
        var script = await LikeAsync($"lacks {library}");
        var native = Path.Combine(Path.GetDirectoryName(script)!, "artifacts", "native");
        Directory.CreateDirectory(native);
        await NeedAsync(library, version, Path.Combine(native, "libcallbacks.so"));

        var heard = (await bundle.StartAsync(script, "path", "doctor")).EndedWith(ExitCode.Broken);

        heard.Complains(said);
    }

    [Fact]
    public async Task A_bundle_that_is_not_whole_or_cannot_be_executed_says_so()
    {
        var script = await LikeAsync("half");
        File.Delete(Path.Combine(Path.GetDirectoryName(script)!, "dotnet"));

        (await bundle.StartAsync(script, "path", "doctor")).EndedWith(ExitCode.Broken).Complains("cannot be executed", "noexec", "tar -xzf");
    }

    [Fact]
    public async Task It_may_be_started_through_a_link()
    {
        var link = bundle.Folder.In("linked");
        File.CreateSymbolicLink(link, Path.Combine(bundle.Root, "run-conformance.sh"));
        Directory.CreateDirectory(bundle.Folder.In("with readlink"));
        foreach (var name in new[] { "uname", "readlink" })
        {
            File.CreateSymbolicLink(bundle.Folder.In("with readlink", name), "/bin/" + name);
        }

        (await bundle.StartAsync(link, "with readlink", "list", "each::safe::caller::uco::empty")).EndedWith(ExitCode.Fine);
    }

    // The script of its own, and the runtime of the bundle.
    async Task<string> LikeAsync(string name)
    {
        var script = bundle.Folder.Write(await File.ReadAllTextAsync(Path.Combine(bundle.Root, "run-conformance.sh")), name, "run-conformance.sh");
        await MadeBundle.DoAsync("chmod", "+x", script);
        Directory.CreateSymbolicLink(bundle.Folder.In(name, "dotnet"), Path.Combine(bundle.Root, "dotnet"));
        return script;
    }

    Task UnameAsync(string path, string machine) => MadeBundle.DoAsync(
        "chmod", "+x", bundle.Folder.Write($"#!/bin/sh\ncase $1 in -m) echo {machine} ;; *) echo Linux ;; esac\n", path, "uname"));

    // A library that needs another one, or a version of it, that is nowhere.
    async Task NeedAsync(string library, string version, string file)
    {
        var stub = bundle.Folder.Write("int kit_nowhere(void) { return 1; }\n", "stub", "stub.c");
        var user = bundle.Folder.Write("int kit_nowhere(void); int use(void) { return kit_nowhere(); }\n", "stub", "use.c");
        var map = bundle.Folder.Write(version + " { kit_nowhere; };\n", "stub", "map");
        var needed = bundle.Folder.In("stub", library);
        await MadeBundle.DoAsync("cc", "-shared", "-nostdlib", "-fPIC", $"-Wl,-soname,{library}", $"-Wl,--version-script={map}", "-o", needed, stub);
        await MadeBundle.DoAsync("cc", "-shared", "-nostdlib", "-fPIC", "-o", file, user, needed);
    }
}

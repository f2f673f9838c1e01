using Kit.Commands;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.CommandLine;

/// <summary>What <c>--library</c> and <c>explain</c> say of a file that is no library for the kit: one line, with its name and what to
/// do.</summary>
public sealed class ForeignFileTests : IDisposable
{
    readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task A_shared_library_that_is_none_for_the_kit() => IsRefusedAsync(
        LoadedHere("libc.so.6"), "is not a library for the kit: it exports no `kit_library` (see kit.h)");

    [Fact]
    public Task A_text() => IsRefusedAsync(
        folder.Write("int main() { return 0; }", "mine.c"),
        "is not a shared library: native/callbacks/kit.h says how to build one");

    [Fact]
    public Task An_empty_file() => IsRefusedAsync(folder.Write("", "mine.so"), "is not a shared library");

    [Fact]
    public Task A_folder() => IsRefusedAsync(folder.In(), "there is no file");

    [Fact]
    public Task A_file_that_is_not_there() => IsRefusedAsync(folder.In("mine.so"), "there is no file");

    [Theory]
    [InlineData(0xB7)] // AArch64
    [InlineData(0x3E)] // x86-64
    public Task A_shared_library_for_another_architecture(byte machine)
    {
        var file = File.ReadAllBytes(Path.Combine(Installation.Find().NativeDirectory, "libcallbacks.so"));
        var own = file[18];
        file[18] = machine == own ? (byte)0xF3 : machine; // RISC-V, when the one is our own
        File.WriteAllBytes(folder.In("mine.so"), file);

        return IsRefusedAsync(folder.In("mine.so"), "is built for another architecture: build it for ");
    }

    [SkippableFact]
    public async Task A_library_that_was_built_for_another_version_of_the_contract()
    {
        using var plugIn = new PlugIn(PlugIn.Walk(abi: "KIT_ABI + 1"));

        await IsRefusedAsync(plugIn.File, "was built for version 3 of kit.h, this kit has version 2: build it again");
    }

    [SkippableFact]
    public async Task A_library_that_calls_itself_like_one_of_the_kit()
    {
        using var plugIn = new PlugIn(PlugIn.Walk("sort"));

        await IsRefusedAsync(plugIn.File, "calls itself 'sort', and there is a library of that name: give it another");
    }

    [SkippableFact]
    public async Task A_library_whose_name_cannot_stand_in_a_key()
    {
        using var plugIn = new PlugIn(PlugIn.Walk("My Library"));

        await IsRefusedAsync(
            plugIn.File, "a library is called 'My Library'; names have lower case letters, digits and '-' only");
    }

    [SkippableFact]
    public async Task A_library_that_dies_when_it_is_loaded()
    {
        using var plugIn = new PlugIn(PlugIn.Walk(
            before: "#include <stdlib.h>\n__attribute__((constructor)) static void die(void)\n{\n    abort();\n}\n"));

        await IsRefusedAsync(plugIn.File, "does not say what it is (crashed SIGABRT): it said nothing");
    }

    async Task IsRefusedAsync(string file, string words)
    {
        var heard = await folder.RunAsync("mine", "--library", file);

        Assert.True(heard.Code is ExitCode.Usage or ExitCode.Broken, heard.ToString());
        heard.Complains(file, words);
        Assert.False(Directory.Exists(folder.Output));
        await folder.NothingIsLeftAsync();

        var explained = await folder.Kit.RunAsync("explain", file);
        Assert.Equal((heard.Code, heard.Error), (explained.Code, explained.Error));
    }

    static string LoadedHere(string name) => File.ReadLines("/proc/self/maps")
        .First(line => line.EndsWith("/" + name, StringComparison.Ordinal)).Split(' ')[^1];
}

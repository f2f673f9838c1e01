using System.ComponentModel;
using System.Text.RegularExpressions;
using Kit.Commands;
using Kit.Execution;
using Kit.Tests.CommandLine;
using Xunit;

namespace Kit.Tests.Native;

/// <summary>What the libraries declare by hand, so that no header is needed, against the headers where they are.</summary>
public sealed partial class DeclarationTests
{
    static readonly string Sources = Path.Combine(Installation.Find().Root, "native", "callbacks");

    static readonly IReadOnlyList<(string Name, string Text)> Files =
        [.. Directory.EnumerateFiles(Path.Combine(Sources, "libraries")).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), File.ReadAllText(f)))];

    /// <summary>Where headers lie that have a folder of their own, as the build asks it.</summary>
    static readonly string[] Folders =
        [.. new[] { "glib-2.0", "harfbuzz" }.SelectMany(m => Doctor.Ask("pkg-config", $"--cflags {m}")?.Split(' ') ?? [])];

    [Fact]
    public void Every_list_of_functions_is_held_against_the_header()
    {
        var lists = Files.SelectMany(f => Listed().Matches(f.Text).Select(m => (f.Name, f.Text, List: m.Groups["list"].Value)))
            .Where(l => l.List != "EACH_BUILTIN") // what GCC calls by itself, which no header declares
            .ToList();

        Assert.Contains(lists, l => l.Name == "zlib.c");
        Assert.All(lists, l => Assert.True(
            Regex.IsMatch(l.Text, $@"^{l.List}\(\w*SAME\w*\)", RegexOptions.Multiline), $"{l.Name}: nothing compares {l.List}"));
    }

    [SkippableFact]
    public async Task A_declaration_unlike_the_header_does_not_compile_where_the_header_is()
    {
        using var folder = new TemporaryFolder();
        var held = new List<string>();
        foreach (var (name, text) in Files)
        {
            var wrong = Listed().Replace(text, "${before}struct wrong *${after}", 1);
            var user = Files.FirstOrDefault(f => f.Name == name || f.Text.Contains($"#include \"{name}\"", StringComparison.Ordinal));
            if (wrong == text || !await HasAsync(Header().Matches(text).Select(m => m.Groups[1].Value)))
            {
                continue;
            }

            folder.Write(wrong, name); // found before the one beside the others
            var source = user.Name == name ? folder.In(name) : folder.Write(user.Text, user.Name);
            var heard = await CompileAsync(source, "-I", Path.Combine(Sources, "libraries"));
            Assert.True(heard.Code != 0 && heard.Error.Contains("unlike its header", StringComparison.Ordinal),
                $"{name} compiles with a wrong prototype\n{heard.Error}");
            held.Add(name);
        }

        Skip.If(held.Count == 0, "no header of these libraries is here, such as: apt-get install zlib1g-dev libexpat1-dev");
    }

    static async Task<bool> HasAsync(IEnumerable<string> headers)
    {
        var includes = headers.Distinct().SelectMany(h => new[] { "-include", h }).ToArray();
        return includes.Length > 0 && (await CompileAsync("/dev/null", ["-x", "c", .. includes])).Code == 0;
    }

    static async Task<Heard> CompileAsync(string source, params string[] options)
    {
        try
        {
            using var running = Running.Start(
                [], ["cc", "-std=c11", "-D_GNU_SOURCE", "-fsyntax-only", "-I", Sources, .. Folders, .. options, source]);
            return await running.EndAsync();
        }
        catch (Win32Exception)
        {
            Skip.If(true, "there is no C compiler: apt-get install gcc libc6-dev");
            throw;
        }
    }

    [GeneratedRegex(@"(?<before>#define (?<list>EACH_\w+)\(X\)[\s\\]*X\(\w+, )[^,]+(?<after>,[\s\\]*\()")]
    private static partial Regex Listed();

    [GeneratedRegex(@"__has_include\(<([^>]+)>\)")]
    private static partial Regex Header();
}

using Kit.Execution;
using Kit.Rules;

namespace Kit.Tests.CommandLine;

/// <summary>A clone of the repository whose law a test may spoil: a copy of it and of the program, with what was built
/// for cells shared.</summary>
sealed class SpoiledClone : IDisposable
{
    readonly TemporaryFolder folder = new();

    /// <param name="shareBuilt">Without it the clone is one in which nothing was built for cells.</param>
    public SpoiledClone(bool shareBuilt = true)
    {
        var original = Installation.Find();
        folder.Write("", "Kit.sln");
        Copy(original.RulesDirectory, "*.md", "conformance", "rules");
        File.Copy(original.HolesFile, folder.In("conformance", "holes.yaml"));
        if (shareBuilt)
        {
            Directory.CreateSymbolicLink(folder.In("artifacts"), Path.Combine(original.Root, "artifacts"));
        }

        CopyProgram(folder, "bin");
        Kit = new TheKit { Dll = folder.In("bin", "Kit.dll") };
    }

    public TheKit Kit { get; }

    /// <summary>What is known of the plain environment: at first nothing.</summary>
    public string KnownFile => Known.FileOf(folder.In("conformance", "known"), TheKit.Plain);

    public string WriteKnown(string text) => folder.Write(text, "conformance", "known", Path.GetFileName(KnownFile));

    public string WriteRule(string text, string name) => folder.Write(text, "conformance", "rules", name);

    public string In(params string[] names) => folder.In(names);

    public void Dispose() => folder.Dispose();

    /// <summary>The kit looks for its clone above its own program, which lies beside the tests' together with much
    /// else.</summary>
    public static void CopyProgram(TemporaryFolder clone, params string[] to)
    {
        var program = Path.GetDirectoryName(Installation.Find().KitDll)!;
        var needed = File.ReadAllText(Path.Combine(program, "Kit.deps.json"));
        Directory.CreateDirectory(clone.In(to));
        if (Directory.Exists(Path.Combine(program, "runtimes")))
        {
            Directory.CreateSymbolicLink(clone.In([.. to, "runtimes"]), Path.Combine(program, "runtimes"));
        }

        foreach (var file in Directory.EnumerateFiles(program))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith("Kit.", StringComparison.Ordinal) || (name.EndsWith(".dll", StringComparison.Ordinal) && needed.Contains(name, StringComparison.Ordinal)))
            {
                File.Copy(file, clone.In([.. to, name]));
            }
        }
    }

    void Copy(string from, string files, params string[] to)
    {
        Directory.CreateDirectory(folder.In(to));
        foreach (var file in Directory.EnumerateFiles(from, files))
        {
            File.Copy(file, folder.In([.. to, Path.GetFileName(file)]));
        }
    }
}

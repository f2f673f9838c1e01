using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Export;

/// <summary>One cell as a program of its own, made of the sources that the kit itself is built from: to be attached to a
/// bug report, and run with <c>dotnet run</c>.</summary>
internal sealed class Reproducer
{
    public const string Project = "reproducer.csproj", C = "cell.c", Cpp = "partner.cpp", CSharp = "Cell.cs", Words = "README.md";

    private readonly Dictionary<string, string> files = [];

    private Reproducer()
    {
    }

    /// <param name="row">What the cell did here.</param>
    /// <param name="rule">Its rule.</param>
    /// <param name="program">How the kit starts it.</param>
    /// <param name="machine">A line about where the row comes from.</param>
    /// <exception cref="InputException">Its sources are not here, or it cannot stand alone.</exception>
    public static Reproducer Of(Installation installation, Row row, Rule rule, ChildProgram program, string machine)
    {
        var key = row.Key;
        var library = Path.Combine(installation.NativeSources, "libraries", key.Library.Replace('-', '_') + ".c");
        if (!File.Exists(library))
        {
            throw new InputException($"{key} cannot be exported: the source of the library '{key.Library}' is not at {library}");
        }

        if (key.Entry is not ("uco" or "delegate" or "c") || !program.Environment.Runtime.StartsWith("coreclr", StringComparison.Ordinal))
        {
            throw new InputException($"{key} on {program.Environment} cannot be exported: a reproducer is run by `dotnet run`, so by CoreCLR, which has the entries uco, delegate and c");
        }

        if (program.Environment.Modes.FirstOrDefault(m => m.NeedsBuild(program.Environment)) is { } built)
        {
            throw new InputException($"{key} on {program.Environment} cannot be exported: +{built} is brought about when the child is built, and a reproducer is built by `dotnet run`");
        }

        var after = CReach.ComesAfter(installation.NativeSources, key.Thread);
        var narrow = new Narrowing(key, after);
        var sources = Directory.EnumerateFiles(installation.CellSources, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f[installation.CellSources.Length..].Contains("/obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(File.ReadAllText);
        var sharp = SharpReach.Write(sources, container => MainText.Of(key, container, program.Flags), narrow);
        var c = CReach.Write(
            installation.NativeSources, key.Library, key.Thread, [.. sharp.EntryPoints, "kit_tell"], sharp.Shields, out var partner);
        var made = new Reproducer();
        made.files[CSharp] = sharp.Text;
        made.files[C] = MainText.CHead(key) + c + MainText.CTail;
        made.files[Project] = MainText.Project(partner);
        made.files[Words] = ReproducerWords.Of(row, rule, program.Environment, machine);
        if (partner)
        {
            made.files[Cpp] = File.ReadAllText(Path.Combine(installation.NativeSources, Cpp));
        }

        return made;
    }

    /// <summary>Writes the files; others in the folder stay.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }
    }
}

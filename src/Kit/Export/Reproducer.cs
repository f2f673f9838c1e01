using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Export;

/// <summary>One cell as a program of its own, made of the sources that the kit itself is built from: to be attached to a
/// bug report, and run with the SDK alone.</summary>
internal sealed class Reproducer
{
    public const string Project = "reproducer.csproj", C = "cell.c", Cpp = "partner.cpp", CSharp = "Cell.cs", Words = "README.md";

    private readonly Dictionary<string, string> files = [];

    private Reproducer(ReproducerProject how) => How = how;

    /// <summary>How it is built and run.</summary>
    public ReproducerProject How { get; }

    /// <param name="row">What the cell did here.</param>
    /// <param name="rule">Its rule.</param>
    /// <param name="program">How the kit starts it.</param>
    /// <param name="library">That calls back in it.</param>
    /// <param name="machine">A line about where the row comes from.</param>
    /// <exception cref="InputException">Its sources are not here, or it cannot stand alone.</exception>
    public static Reproducer Of(Installation installation, Row row, Rule rule, ChildProgram program, Library library, string machine)
    {
        var key = row.Key;
        var source = Path.Combine(installation.NativeSources, "libraries", key.Library.Replace('-', '_') + ".c");
        if (library.File is { } plugIn)
        {
            throw new InputException(
                $"{key} cannot be exported: a reproducer is made of sources, and of '{key.Library}' there is only {plugIn}. " +
                $"Put its C file into {Path.GetDirectoryName(source)} as {Path.GetFileName(source)}, with the descriptor named kit_{key.Library.Replace('-', '_')}");
        }

        if (!File.Exists(source))
        {
            throw new InputException($"{key} cannot be exported: the source of the library '{key.Library}' is not at {source}");
        }

        if (key.Entry == "export" && !program.Environment.IsNativeAot)
        {
            throw new InputException(
                $"{key} on {program.Environment} cannot be exported: a JIT has no entry 'export'; add --environment nativeaot-{program.Environment.Version}");
        }

        if (program.Environment.Modes.FirstOrDefault(m => m.NeedsBuild(program.Environment)) is { } built)
        {
            throw new InputException($"{key} on {program.Environment} cannot be exported: +{built} is brought about when the child is built, and a reproducer is built without it");
        }

        var after = CReach.ComesAfter(installation.NativeSources, key.Thread);
        var narrow = new Narrowing(key, after);
        var sources = Directory.EnumerateFiles(installation.CellSources, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f[installation.CellSources.Length..].Contains("/obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(File.ReadAllText);
        var sharp = SharpReach.Write(sources, container => MainText.Of(key, container, program.Flags), narrow);
        var c = CReach.Write(
            installation.NativeSources, key.Library, key.Thread, [.. sharp.EntryPoints, "kit_tell"], sharp.Shields, out var partner);
        var made = new Reproducer(new ReproducerProject(
            program.Environment, RuntimeVersions.Of(installation).GetValueOrDefault(program.Environment.Version), partner,
            NativePackage.Of(installation, library)));
        made.files[CSharp] = sharp.Text;
        made.files[C] = MainText.CHead(key) + c + MainText.CTail;
        made.files[Project] = made.How.Text;
        made.files[Words] = ReproducerWords.Of(row, rule, made.How, library, machine);
        if (partner)
        {
            made.files[Cpp] = File.ReadAllText(Path.Combine(installation.NativeSources, Cpp));
        }

        return made;
    }

    /// <summary>Writes the files; others in the folder stay.</summary>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public void Write(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (name, text) in files)
            {
                File.WriteAllText(Path.Combine(folder, name), text);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{folder} cannot be written: {fault.Message.TrimEnd('.')}. Name another folder with --export.", fault);
        }
    }
}

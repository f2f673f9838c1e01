using Kit.Matrix;

namespace Kit.Commands;

/// <summary>What <c>setup</c> does.</summary>
internal sealed class Setup(
    TextWriter output, bool isRoot, Func<string, int> run, Func<IReadOnlyList<string>, string> policy)
{
    /// <summary>Installs what is absent and a package brings.</summary>
    public int Install(IReadOnlyList<Library> libraries)
    {
        var absent = libraries.Where(l => l.Absent is not null).ToList();
        output.WriteLine($"Here: {Names(libraries.Where(l => l.Absent is null))}.");
        foreach (var library in absent)
        {
            output.WriteLine($"Absent: {library.Name}: {library.Absent}");
        }

        var wanted = absent.SelectMany(SystemPackages.Of).DistinctBy(names => names[0])
            .OrderBy(names => names[0], StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
        {
            output.WriteLine(absent.Count == 0
                ? "Nothing to install: every library of the matrix is here."
                : "Nothing to install: no package of the system brings what is absent.");
            return ExitCode.Fine;
        }

        var packages = Resolve(wanted);
        if (packages.Count == 0)
        {
            output.WriteLine("This release has none of these packages.");
            return ExitCode.Broken;
        }

        var command = $"apt-get install --yes --no-install-recommends {string.Join(' ', packages)}";
        if (!isRoot)
        {
            output.WriteLine($"To install what is absent: sudo {command}");
            return ExitCode.Fine;
        }

        output.WriteLine(command);
        var code = run(command);
        output.WriteLine(code == 0
            ? "Installed. To see them: ./run-conformance.sh list --libraries"
            : $"apt-get ended with {code}; its lists may be old: apt-get update");
        return code == 0 ? ExitCode.Fine : ExitCode.Broken;
    }

    /// <summary>The names that this release has. Lists that are empty are fetched first; for anybody but root, the newest
    /// name stands for a package of which nothing is known.</summary>
    private List<string> Resolve(List<string[]> wanted)
    {
        string[] names = [.. wanted.SelectMany(n => n)];
        var known = SystemPackages.Installable(policy(names));
        if (known.Count == 0 && isRoot)
        {
            output.WriteLine("apt-get update");
            run("apt-get update");
            known = SystemPackages.Installable(policy(names));
        }

        if (known.Count == 0 && !isRoot)
        {
            output.WriteLine("The lists of apt are empty: sudo apt-get update");
            return [.. wanted.Select(n => n[0])];
        }

        foreach (var none in wanted.Where(n => !n.Any(known.Contains)))
        {
            output.WriteLine($"This release has no package {string.Join(" or ", none)}.");
        }

        return [.. wanted.Select(n => n.FirstOrDefault(known.Contains)).OfType<string>()];
    }

    private static string Names(IEnumerable<Library> libraries) =>
        string.Join(", ", libraries.Select(l => $"{l.Name} {l.Version}"));
}

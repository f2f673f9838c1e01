using System.Reflection;
using System.Reflection.Emit;
using Kit.Execution;

namespace Kit.Tests.CommandLine;

/// <summary>Folders that look like builds of a runtime. What is run is the installed one, behind links.</summary>
sealed class BroughtRuntime : IDisposable
{
    const string Core = "libcoreclr.so", CoreLibrary = "System.Private.CoreLib.dll";

    readonly TemporaryFolder folder = new();

    /// <summary>The commit that the installed runtime says it was built from.</summary>
    public static string Commit { get; } =
        typeof(object).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[1];

    /// <summary>Everything in one folder, and the program that dotnet/runtime runs its tests with.</summary>
    public string CoreRoot()
    {
        foreach (var file in Directory.EnumerateFiles(Installation.RuntimeDirectory))
        {
            Link(file, "Core_Root");
        }

        folder.Write("", "Core_Root", "corerun");
        return folder.In("Core_Root");
    }

    /// <summary>As in the package: native files apart from assemblies.</summary>
    public string Pack()
    {
        foreach (var file in Directory.EnumerateFiles(Installation.RuntimeDirectory))
        {
            Link(file, file.EndsWith(".dll", StringComparison.Ordinal) ? ["pack", "lib", "net10.0"] : ["pack", "native"]);
        }

        return folder.In("pack");
    }

    /// <summary>A folder that says to be of a version, with nothing behind it that could run.</summary>
    public string OfVersion(Version version, bool whole = true)
    {
        Directory.CreateDirectory(folder.In("made"));
        Link(Path.Combine(Installation.RuntimeDirectory, Core), "made");
        if (whole)
        {
            Link(Path.Combine(Installation.RuntimeDirectory, "libclrjit.so"), "made");
        }

        var library = new PersistedAssemblyBuilder(new AssemblyName("System.Private.CoreLib") { Version = version }, typeof(object).Assembly);
        library.DefineDynamicModule(CoreLibrary);
        library.Save(folder.In("made", CoreLibrary));
        return folder.In("made");
    }

    /// <summary>One whose library is for a machine that this is not.</summary>
    public string OfAnotherMachine()
    {
        const int MachineAt = 18, Nothing = 0x7fff;
        var made = OfVersion(new Version(10, 0));
        var bytes = File.ReadAllBytes(Path.Combine(made, Core));
        BitConverter.TryWriteBytes(bytes.AsSpan(MachineAt), (ushort)Nothing);
        File.Delete(Path.Combine(made, Core));
        File.WriteAllBytes(Path.Combine(made, Core), bytes);
        return made;
    }

    public string In(params string[] names) => folder.In(names);

    public void Dispose() => folder.Dispose();

    void Link(string file, params string[] to)
    {
        Directory.CreateDirectory(folder.In(to));
        File.CreateSymbolicLink(folder.In([.. to, Path.GetFileName(file)]), file);
    }
}

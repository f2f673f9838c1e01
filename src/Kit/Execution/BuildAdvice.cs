namespace Kit.Execution;

/// <summary>What to do about a build that failed, from what it said.</summary>
public static class BuildAdvice
{
    private static readonly (string Sign, string Advice)[] Known =
    [
        ("NU1301", "A package source cannot be reached: packages come from NuGet, so the first build of an environment needs a network."),
        ("NU1101", "A package is not on your package sources (`dotnet nuget list source`)."),
        ("NU1102", "A package is not there in that version: see conformance/Cells/Runtimes.props."),
        ("Platform linker", "NativeAOT needs a linker: apt-get install gcc libc6-dev."),
        ("cannot find -lz", "NativeAOT 8 needs zlib: apt-get install zlib1g-dev."),
        ("The command could not be loaded", "There is no .NET SDK: https://learn.microsoft.com/dotnet/core/install/linux."),
        ("No .NET SDKs were found", "There is no .NET SDK: https://learn.microsoft.com/dotnet/core/install/linux."),
    ];

    /// <summary>The advice for the first sign that is recognised, else the first error as it stands.</summary>
    public static string For(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var (sign, advice) in Known)
        {
            if (output.Contains(sign, StringComparison.Ordinal))
            {
                return advice;
            }
        }

        return output.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))?.Trim()
            ?? "It did not say why.";
    }
}

using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Export;

/// <summary>How a reproducer is built and run: by <c>dotnet run</c>, and for NativeAOT by publishing it first.</summary>
/// <param name="Environment">Where its cell was observed.</param>
/// <param name="RuntimeVersion">The exact version of its runtime; null: whichever the SDK takes.</param>
/// <param name="HasCpp">Whether it has a part in C++.</param>
/// <param name="Package">What its library comes out of, if that is a package.</param>
internal sealed record ReproducerProject(EnvironmentName Environment, string? RuntimeVersion, bool HasCpp, NativePackage? Package)
{
    private const string Flags = "-O2 -g -D_GNU_SOURCE -fexceptions -fno-omit-frame-pointer -fvisibility=hidden -fPIC -pthread";

    private const string Published = "out";

    private string Variables => Shell.Variables(Environment.Variables);

    /// <summary>What to type in its folder.</summary>
    public IReadOnlyList<string> Commands => Environment.IsNativeAot
        ? ["dotnet publish", $"{Variables}{Published}/reproducer"]
        : [$"{Variables}dotnet run"];

    /// <summary>The same from another folder, without what the environment's variables are.</summary>
    public string CommandFor(string folder) => Environment.IsNativeAot
        ? $"dotnet publish {Shell.Word(folder)} && {Shell.Word(Path.Combine(folder, Published, "reproducer"))}"
        : $"dotnet run --project {Shell.Word(folder)}";

    /// <summary>The project file.</summary>
    public string Text => $"""
        <Project>
          <PropertyGroup>
            <!-- It stands alone, also inside somebody's repository. -->
            <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
            <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
            <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
          </PropertyGroup>
          <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <Nullable>enable</Nullable>
            <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
            <Optimize>true</Optimize>
            <InvariantGlobalization>true</InvariantGlobalization>
            <!-- CS0649, CS0169: C writes these fields. -->
            <NoWarn>$(NoWarn);CS0649;CS0169</NoWarn>
        {(Environment.IsNativeAot ? Aot : Jit)}
          </PropertyGroup>{(Package is null ? "" : $"\n{Library(Package)}")}
          <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
          <Target Name="BuildC" AfterTargets="{(Environment.IsNativeAot ? "Publish" : "Build")}">
            <Exec WorkingDirectory="$(MSBuildProjectDirectory)" Command="{Compile}" />{(Package is null ? "" : $"\n{Copy}")}
          </Target>
        </Project>

        """;

    // A runtime that was brought along has no package: then it is the SDK's own, as for the version that runs the kit.
    private string Jit => Environment.IsPrivate || Environment.Version == Installation.OwnVersion
        ? $"    <TargetFramework>net{Installation.OwnVersion}</TargetFramework>"
        : $"""
            <TargetFramework>net{Environment.Version}</TargetFramework>
            <LangVersion>latest</LangVersion>
            <!-- Brings the runtime that it was observed on: the SDK has another one. -->
            <RuntimeIdentifier>{Environment.Platform}</RuntimeIdentifier>
            <SelfContained>true</SelfContained>{Exactly}
        """;

    private string Exactly => RuntimeVersion is null ? "" : $"\n    <RuntimeFrameworkVersion>{RuntimeVersion}</RuntimeFrameworkVersion>";

    // As conformance/Cells/Cells.csproj has it.
    private string Aot => $"""
            <TargetFramework>net{Environment.Version}</TargetFramework>
            <LangVersion>latest</LangVersion>
            <PublishAot>true</PublishAot>
            <PublishDir>{Published}/</PublishDir>{Exactly}
            <CppCompilerAndLinker>cc</CppCompilerAndLinker>
            <!-- The collector's own default, which the other publish settings would turn off. -->
            <ConcurrentGarbageCollection>true</ConcurrentGarbageCollection>
            <!-- The entry `export`: executables export nothing unless told to. -->
            <IlcExportUnmanagedEntrypoints>true</IlcExportUnmanagedEntrypoints>
        """;

    // The library of the version under test; cell.c looks for it in its own folder first.
    private static string Library(NativePackage package) => $"""
          <ItemGroup>
            <PackageReference Include="{package.Name}" Version="{package.Version}" GeneratePathProperty="true" ExcludeAssets="all" />
        {string.Join('\n', package.Files.Select(f => $"    {f}"))}
          </ItemGroup>
        """;

    private string Copy => $"""
            <ItemGroup>
              <BundledFile Remove="@(BundledFile)" Condition="!Exists('%(FullPath)')" />
            </ItemGroup>
            <Copy SourceFiles="@(BundledFile)" DestinationFolder="{Folder}" SkipUnchangedFiles="true" />
        """;

    private string Folder => Environment.IsNativeAot ? "$(PublishDir)" : "$(OutDir)";

    private string Compile => $"cc -std=c11 {Flags} -shared -o &quot;{Folder}libcallbacks.so&quot; cell.c -ldl -lm"
        + (HasCpp ? $" &amp;&amp; c++ {Flags} -shared -o &quot;{Folder}libpartner.so&quot; partner.cpp" : "");
}

using System.CommandLine;

namespace Kit.Commands;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    public static Option<string[]> Environment(
        string description = "runtime and modes, like nativeaot-9.0+collecting, or all; repeatable (see: list --environments)") =>
        new("--environment") { Description = description, HelpName = "NAME" };

    public static Option<string[]> Library() => new("--library")
    {
        Description = "a library of your own, built against native/callbacks/kit.h; repeatable",
        HelpName = "FILE.so",
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> Output(string description) => new("--output") { Description = description, HelpName = "DIR" };

    public static Option<bool> Json(string description = "as JSON") => new("--json") { Description = description };
}

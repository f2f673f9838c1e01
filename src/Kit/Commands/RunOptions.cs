using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;

namespace Kit.Commands;

/// <summary>What a run was asked for.</summary>
public sealed record RunRequest(
    IReadOnlyList<EnvironmentName> Environments,
    int Repeat,
    int Jobs,
    int Seed,
    IReadOnlyList<string> Libraries,
    string? Output,
    string? Baseline,
    bool Bless,
    bool Resume,
    TimeSpan? Budget,
    bool Dumps,
    bool Json);

/// <summary>The options of <c>run</c>; <c>cell</c> has some of them.</summary>
public sealed class RunOptions
{
    public Option<string[]> Environment { get; } = SharedOptions.Environment();

    public Option<int> Repeat { get; } = Number("--repeat", 1, "attempts per cell", 1);

    public Option<int> Jobs { get; } = Number(
        "--jobs", System.Environment.ProcessorCount * 6,
        "children at a time: more than cores, as one that is stuck uses none", 1);

    public Option<int> Seed { get; } = Number("--seed", 1, "draws the order in which cells run", 0);

    public Option<string[]> Library { get; } = SharedOptions.Library();

    public Option<string?> Output { get; } = SharedOptions.Output(
        "the folder for attempts, rows and pages; without it reports, and artifacts/run for a selection or a --library");

    public Option<string?> Baseline { get; } = new("--baseline")
    {
        Description = "the folder of an earlier run: tells what changed since, and exit code 1 for anything that did",
        HelpName = "DIR",
    };

    public Option<bool> Bless { get; } = new("--bless")
    {
        Description = "write what was observed to conformance/known, and tell each line that changes",
    };

    public Option<bool> Resume { get; } = new("--resume")
    {
        Description = "finish a run that was stopped or killed; type what that run was given",
    };

    public Option<bool> Isolate { get; } = new("--isolate")
    {
        Description = "every attempt in a process of its own; every run does that today, so it changes nothing",
    };

    public Option<TimeSpan?> Budget { get; } = new("--budget")
    {
        Description = "begin no attempt after so long (90s, 10m, 1h); the most telling cells come first",
        HelpName = "TIME",
        CustomParser = Duration,
    };

    public Option<bool> Dumps { get; } = new("--dumps")
    {
        Description = "keep a dump of each unexpected death, in a folder dumps beside the rows",
    };

    private const double MostSeconds = 1e9; // thirty years: enough for anybody, and a TimeSpan has room for it

    public BroughtOptions Brought { get; } = new();

    public Option<bool> Json { get; } = SharedOptions.Json("the summary as JSON");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])
            [Environment, Repeat, Jobs, Seed, Library, Output, Baseline, Bless, Resume, Isolate, Budget, Dumps, Json])
        {
            command.Options.Add(option);
        }

        Brought.AddTo(command);
    }

    public RunRequest Read(ParseResult parsed, KitContext context)
    {
        Brought.Apply(parsed, context);
        var request = new RunRequest(
            context.Environments(parsed.GetValue(Environment)!),
            parsed.GetValue(Repeat),
            parsed.GetValue(Jobs),
            parsed.GetValue(Seed),
            parsed.GetValue(Library)!,
            parsed.GetValue(Output),
            parsed.GetValue(Baseline),
            parsed.GetValue(Bless),
            parsed.GetValue(Resume),
            parsed.GetValue(Budget),
            parsed.GetValue(Dumps),
            parsed.GetValue(Json));
        return request switch
        {
            { Bless: true, Libraries.Count: > 0 } => throw new InputException(
                "--bless writes what the kit ships; a library of your own is not part of it"),
            { Bless: true } when context.Installation.Brought is not null => throw new InputException(
                "--bless writes what the kit ships; a build that is brought along is not part of it"),
            { Bless: true, Dumps: true } => throw new InputException(
                "--dumps changes how a runtime dies; what is blessed must come from a run without it"),
            _ => request,
        };
    }

    private static Option<int> Number(string name, int standard, string description, int least) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least)
            {
                return number;
            }

            result.AddError($"{name} takes a whole number from {least} up, not '{text}'.");
            return standard;
        },
    };

    private static TimeSpan? Duration(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var seconds = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (seconds > 0 && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number * seconds < MostSeconds)
        {
            return TimeSpan.FromSeconds(number * seconds);
        }

        result.AddError($"'{text}' is not a time like 90s, 10m or 1h.");
        return null;
    }
}

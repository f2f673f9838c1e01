using System.CommandLine;
using System.Globalization;
using Kit.Execution;
using Kit.Matrix;

namespace Kit.Commands;

/// <summary>A build of the runtime that is brought along, and the patience that it needs.</summary>
public sealed class BroughtOptions
{
    private const double Most = 1000;

    public Option<string?> Runtime { get; } = new("--runtime")
    {
        Description = "a build of CoreCLR: a runtime pack's runtimes/RID, a shared framework folder, or a Core_Root",
        HelpName = "DIR",
    };

    public Option<string?> Child { get; } = new("--child")
    {
        Description = "a child that was published with NativeAOT",
        HelpName = "FILE",
    };

    public Option<double> TimeoutScale { get; } = new("--timeout-scale")
    {
        Description = "wait so many times as long as usual, for a slow build of the runtime",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var scale) && scale is >= 1 and <= Most)
            {
                return scale;
            }

            result.AddError($"--timeout-scale takes a number from 1 to {Most}, not '{text}'.");
            return 1;
        },
    };

    public void AddTo(Command command)
    {
        command.Options.Add(Runtime);
        command.Options.Add(Child);
        command.Options.Add(TimeoutScale);
    }

    /// <summary>Makes the context one of this command's build, if it names any.</summary>
    public void Apply(ParseResult parsed, KitContext context)
    {
        var (runtime, child, scale) = (parsed.GetValue(Runtime), parsed.GetValue(Child), parsed.GetValue(TimeoutScale));
        if (runtime is not null && child is not null)
        {
            throw new InputException("--runtime and --child each bring a build along, and a run has one: leave one of them out");
        }

        if (runtime is null && child is null && scale == 1)
        {
            return;
        }

        var plain = context.Installation.With(null, scale);
        context.Use(plain.With(
            runtime is not null ? PrivateBuild.OfRuntime(runtime, plain) : child is not null ? PrivateBuild.OfChild(child, plain) : null,
            scale));
    }
}

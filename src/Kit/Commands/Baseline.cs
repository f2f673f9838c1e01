using Kit.Matrix;
using Kit.Reports;

namespace Kit.Commands;

/// <summary>The earlier run that <c>--baseline</c> compares with.</summary>
internal static class Baseline
{
    /// <summary>
    /// The folder of an environment in it, if one was asked for. What was brought along is compared with an earlier build
    /// that was, else with the environment that it stands for.
    /// </summary>
    /// <exception cref="InputException">There is none: says of which environments there are rows, and what to type.</exception>
    public static ReportFolder? Of(KitContext context, RunRequest request, EnvironmentName environment)
    {
        if (request.Baseline is not { } baseline)
        {
            return null;
        }

        var folders = ReportFolder.Need(baseline);
        EnvironmentName[] wanted = [.. ((EnvironmentName[])[environment, context.Named(environment)]).Distinct()];
        return wanted.Select(w => folders.FirstOrDefault(f => f.Environment == w)).FirstOrDefault(f => f is not null)
            ?? throw new InputException(
                $"{baseline} holds no rows of {string.Join(" or ", wanted.AsEnumerable())}, only of " +
                $"{string.Join(", ", folders.Select(f => f.Environment))}: name what is to be compared with --environment, " +
                "or run the rest for the baseline first");
    }
}

using System.CommandLine;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Commands;

/// <summary><c>explain</c>: why a cell is judged as it is, or what a rule says; who says so, in whose words; what to do
/// instead; and what was observed where.</summary>
public static class ExplainCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(KitContext kit)
    {
        var subject = new Argument<string>("KEY|RULE")
        {
            Description = "a cell's key, or a rule's id (see: list --rules)",
        };
        var environment = SharedOptions.Environment();
        var output = SharedOptions.Output("the folder with the reports of earlier runs; without it, reports");
        var plugins = SharedOptions.Library();
        var command = new Command(
            "explain", "Explains a cell or a rule: promise, source, advice, and what was observed where.")
        {
            subject, environment, output, plugins,
        };
        command.SetAction(parsed =>
        {
            var explanation = new Explanation(
                kit, parsed.InvocationConfiguration.Output, parsed.GetValue(output) ?? kit.DefaultOutput);
            var word = parsed.GetValue(subject)!;
            if (!word.Contains(Key.Separator, StringComparison.Ordinal))
            {
                explanation.OfRule(kit.Rulebook.Named(word));
                return 0;
            }

            var key = Key.Parse(word);
            var product = kit.Product(parsed.GetValue(plugins)!);
            if (!product.Axes.Have(key))
            {
                throw new InputException(Matrix.Diagnosis.Of(product, Selector.Of(key)));
            }

            foreach (var name in parsed.Environments(environment))
            {
                explanation.OfCell(key, product, name);
            }

            return 0;
        });
        return command;
    }
}

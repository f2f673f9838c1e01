using System.CommandLine;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Commands;

/// <summary><c>explain</c>: why a cell is judged as it is, or what a rule says; who says so, in whose words; what to do
/// instead; and what was observed where. Of a library's file: which rules govern it.</summary>
public static class ExplainCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(KitContext kit)
    {
        var subject = new Argument<string?>("KEY|RULE|FILE.so")
        {
            Description = "a cell's key, a rule's id (see: list --rules), or the file of a library of your own",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var environment = SharedOptions.Environment();
        var output = SharedOptions.Output("the folder with the reports of earlier runs; without it, reports");
        var plugins = SharedOptions.Library();
        var json = SharedOptions.Json("of a library's file: as JSON, an object a line");
        var command = new Command(
            "explain",
            "Explains a cell or a rule: promise, source, advice, and what was observed where; or which rules govern a library of your own.")
        {
            subject, environment, output, plugins, json,
        };
        var brought = new BroughtOptions();
        brought.AddTo(command);
        command.SetAction(parsed =>
        {
            brought.Apply(parsed, kit);
            var explanation = new Explanation(
                kit, parsed.InvocationConfiguration.Output, parsed.GetValue(output) ?? kit.DefaultOutput);
            var (word, files) = (parsed.GetValue(subject), parsed.GetValue(plugins)!);
            if (word is null || IsFile(word))
            {
                OfFiles(
                    kit, parsed.InvocationConfiguration.Output, word, files, kit.EnvironmentsOrPlain(parsed.GetValue(environment)!),
                    parsed.GetValue(json));
                return ExitCode.Fine;
            }

            if (parsed.GetValue(json))
            {
                throw new InputException(
                    "explain --json tells of a library's file; for cells and rules: list SELECTOR --json, list --rules --json");
            }

            if (!word.Contains(Key.Separator, StringComparison.Ordinal))
            {
                explanation.OfRule(kit.Rulebook.Named(word));
                return ExitCode.Fine;
            }

            var key = Key.Parse(word);
            var product = kit.Product(files);
            if (!product.Axes.Have(key))
            {
                throw new InputException(NoSuchCell.Why(product, Selector.Of(key)));
            }

            foreach (var name in kit.EnvironmentsOrPlain(parsed.GetValue(environment)!))
            {
                explanation.OfCell(key, kit.Product(name, files), name);
            }

            return ExitCode.Fine;
        });
        return command;
    }

    private static bool IsFile(string word) =>
        word.Contains('/') || word.EndsWith(".so", StringComparison.Ordinal) || File.Exists(word);

    /// <summary>The file that was named, or without one every file behind --library.</summary>
    private static void OfFiles(
        KitContext kit, TextWriter output, string? file, string[] others, IReadOnlyList<EnvironmentName> environments,
        bool json)
    {
        string[] files = [.. others.Where(o => file is null || Path.GetFullPath(o) != Path.GetFullPath(file)), .. file is null ? [] : new[] { file }];
        if (files.Length == 0)
        {
            throw new InputException(
                "explain what? A cell's key, a rule's id (see: list --rules), or the file of a library: explain ./libmine.so");
        }

        var explanation = new LibraryExplanation(kit, output);
        var blocks = from named in files.Index()
                     where file is null || named.Item == file
                     from environment in environments
                     select (named.Index, named.Item, environment);
        foreach (var (at, (place, path, environment)) in blocks.Index())
        {
            if (at > 0 && !json)
            {
                output.WriteLine();
            }

            var product = kit.Product(environment, files);
            var library = product.Axes.Libraries[^(files.Length - place)]; // they come last, in this order
            explanation.Of(path, library, product, environment, json);
        }
    }
}

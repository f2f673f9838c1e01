using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Commands;

/// <summary>What <c>explain FILE.so</c> says: which rules govern a library, from its descriptor and the law alone. Nothing
/// of it is run but its <c>open</c>.</summary>
internal sealed class LibraryExplanation(KitContext kit, TextWriter output)
{
    // What to keep away from comes first, what is promised last.
    private static readonly Promise[] WorstFirst =
        [Promise.Forbidden, Promise.Deadlocks, Promise.FailsFast, Promise.Unspecified, Promise.Defined];

    /// <summary>For people, or as a line of JSON.</summary>
    /// <param name="file">Where it lies, as it was typed.</param>
    /// <param name="library">What its descriptor says.</param>
    /// <param name="product">Of the environment, with this library in it.</param>
    /// <param name="environment">Some rules hold in some environments only.</param>
    /// <param name="json">One object.</param>
    public void Of(string file, Library library, Product product, EnvironmentName environment, bool json)
    {
        var plan = Plan.For(product, environment, [Selector.Parse(library.Name)]);
        var rules = plan.Cells.GroupBy(c => kit.Rulebook.For(c.Key, environment))
            .OrderBy(g => Array.IndexOf(WorstFirst, g.Key.Promise)).ThenBy(g => g.Key.Number)
            .Select(g => new GoverningRule(
                g.Key.Id, g.Key.Promise, g.Count(), g.Key.Title, g.First().Key.ToString(), g.Key.Prose.Instead,
                [.. g.Key.Sources.Select(s => s.OriginalString)]))
            .ToList();
        if (json)
        {
            output.WriteLine(Json.Line(
                new ExplainedLibrary(
                    ListedLibrary.Of(library, plan.Cells.Count), environment.ToString(), Offers(library), rules),
                ReportJson.Lines.ExplainedLibrary));
            return;
        }

        Descriptor(library);
        output.WriteLine();
        output.WriteLine($"On {environment} it has {Words.Count(plan.Cells.Count, "cell")}. Nothing was run; these rules govern them:");
        foreach (var promise in rules.GroupBy(r => r.Promise))
        {
            output.WriteLine();
            output.WriteLine($"{promise.Key.Word()}: {Words.Count(promise.Sum(r => r.Cells), "cell")}");
            promise.ToList().ForEach(Govern);
        }

        output.WriteLine();
        output.WriteLine("All of a rule:  ./run-conformance.sh explain RULE");
        output.WriteLine($"To run them:    ./run-conformance.sh run {library.Name} --library {Shell.Word(file)}{new Reproduce(kit.Installation.Brought?.Option, []).Option(environment)}");
    }

    private void Descriptor(Library library)
    {
        output.WriteLine(ListCommand.Title(library));
        output.WriteLine($"  {library.Sentence}");
        output.WriteLine(library.OwnThreads
            ? "  threads:   its own, so the one thread kind it has is `library`"
            : "  threads:   whichever calls it, so it meets the thread kinds of the kit");
        output.WriteLine(library.DoesRealWork
            ? $"  items:     {library.Items:N0} make its work real, so the matrix takes a choice of its cells"
            : "  items:     as many as a cell asks for");
        output.WriteLine(
            $"  own ways:  {(Offers(library) is { Length: > 0 } ways ? string.Join(", ", ways) : "none (no leave, yield or again)")}");
        output.WriteLine($"  re-entry:  {library.Reentry}");
        output.WriteLine($"  unwinding: {library.Unwinding}");
    }

    private void Govern(GoverningRule rule)
    {
        output.WriteLine($"  {rule.Rule}: {Words.Count(rule.Cells, "cell")}, such as {rule.Example}");
        output.WriteLine($"    {rule.Title}");
        var advice = rule.Instead.Split("\n\n")[0];
        if (advice.Length > 0)
        {
            output.WriteLine($"    Instead: {advice.ReplaceLineEndings("\n    ")}");
        }
    }

    private static string[] Offers(Library library) =>
        library.Offers.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A library as <c>explain FILE.so --json</c> writes it.</summary>
internal sealed record ExplainedLibrary(
    ListedLibrary Library, string Environment, IReadOnlyList<string> Offers, IReadOnlyList<GoverningRule> Rules);

/// <summary>A rule, with how many cells of the library it governs and one of them.</summary>
internal sealed record GoverningRule(
    string Rule, Promise Promise, int Cells, string Title, string Example, string Instead,
    IReadOnlyList<string> Sources);

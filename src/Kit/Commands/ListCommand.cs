using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Kit.Rules;

namespace Kit.Commands;

/// <summary><c>list</c>: what there is, with what is promised of it. Lines for people, columns for
/// <c>grep</c>.</summary>
public static class ListCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(KitContext kit)
    {
        var selectors = new Argument<string[]>("SELECTOR")
        {
            Description = "which cells: a library, a key, or a key with * and comma lists; without one, all",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var libraries = new Option<bool>("--libraries") { Description = "the libraries, with their contracts" };
        var rules = new Option<bool>("--rules") { Description = "the rules, in the order of precedence" };
        var environments = new Option<bool>("--environments") { Description = "the environments that can be run here" };
        var environment = SharedOptions.Environment();
        var plugins = SharedOptions.Library();
        var json = SharedOptions.Json("as JSON, an object a line");
        var command = new Command("list", "Lists the keys of cells, with promise and rule.")
        {
            selectors, libraries, rules, environments, environment, plugins, json,
        };
        var brought = new BroughtOptions();
        brought.AddTo(command);
        command.SetAction(parsed =>
        {
            brought.Apply(parsed, kit);
            var asJson = parsed.GetValue(json);
            var files = parsed.GetValue(plugins)!;
            IEnumerable<string> lines =
                parsed.GetValue(rules) ? Rules(kit, asJson)
                : parsed.GetValue(libraries) ? Libraries(kit, files, asJson)
                : parsed.GetValue(environments) ? Environments(kit, asJson)
                : Cells(kit, files, kit.EnvironmentsOrPlain(parsed.GetValue(environment)!), parsed.GetValue(selectors)!, asJson);
            var output = parsed.InvocationConfiguration.Output;
            foreach (var line in lines)
            {
                output.WriteLine(line);
            }

            return ExitCode.Fine;
        });
        return command;
    }

    /// <summary>Name, version, where it comes from, and whether it is here.</summary>
    internal static string Title(Library library) =>
        $"{library.Name} {library.Version} ({library.Origin}){(library.Absent is null ? "" : $" ABSENT: {library.Absent}")}";

    private static IEnumerable<string> Cells(
        KitContext kit, string[] files, IReadOnlyList<EnvironmentName> environments, string[] selectors, bool json)
    {
        Selector[] selected = [.. selectors.Select(Selector.Parse)];
        var cells = environments.SelectMany(environment => Plan.For(kit.Product(environment, files), environment, selected).Cells.Select(cell =>
        {
            var rule = kit.Rulebook.For(cell.Key, environment);
            return new ListedCell(cell.Key.ToString(), environment.ToString(), rule.Promise, rule.Id, cell.Absent);
        }));
        return json
            ? Lines(cells, ReportJson.Lines.ListedCell)
            : Aligned(cells.Select(c => new[]
            {
                c.Key, c.Promise.Word(), c.Rule, environments.Count > 1 ? c.Environment : "",
                c.Absent is null ? "" : $"absent: {c.Absent}",
            }));
    }

    private static IEnumerable<string> Libraries(KitContext kit, string[] files, bool json)
    {
        var product = kit.Product(files);
        var cells = Plan.For(product, Reproduce.DefaultEnvironment, []).Cells.CountBy(c => c.Key.Library).ToDictionary();
        var libraries = product.Axes.Libraries;
        int CellsOf(Library library) => cells.GetValueOrDefault(library.Name);
        return json ? Lines(libraries.Select(l => ListedLibrary.Of(l, CellsOf(l))), ReportJson.Lines.ListedLibrary) : libraries.SelectMany(l => new[]
        {
            Title(l),
            $"    {l.Sentence}",
            $"    threads:   {(l.OwnThreads ? "its own" : "whichever calls it")}",
            $"    cells:     {CellsOf(l):N0}",
            $"    re-entry:  {l.Reentry}",
            $"    unwinding: {l.Unwinding}",
        });
    }

    private static IEnumerable<string> Rules(KitContext kit, bool json)
    {
        var rules = kit.Rulebook.Rules.Select(ListedRule.Of);
        return json
            ? Lines(rules, ReportJson.Lines.ListedRule)
            : Aligned(rules.Select(r => new[] { r.Rule, r.Promise.Word(), r.Title }));
    }

    private static IEnumerable<string> Environments(KitContext kit, bool json)
    {
        var plain = Reproduce.DefaultEnvironment;
        var versions = RuntimeVersions.Of(kit.Installation);
        var known = AllEnvironments.Of(kit.Installation).Prepend(plain).Distinct().ToList();
        var environments = known.Concat(Mode.All.Where(m => m.NeedsChecked).Select(plain.With)).Select(e => new ListedEnvironment(
            e.ToString(),
            e == plain ? "The runtime that the kit itself runs on. Modes can be combined."
                : e.Modes.Length > 0 ? e.Modes[0].Sentence
                : $".NET {versions.GetValueOrDefault(e.Version, e.Version)}{(kit.Installation.IsBundle ? ", in this bundle" : "; fetched and built when it is first asked for")}.",
            kit.Known(e).Entries.Count,
            e.Modes.Length > 0 ? e.Modes[0].VerifiedBy : null));
        return json
            ? Lines(environments, ReportJson.Lines.ListedEnvironment)
            : Aligned(environments.Select(e => new[]
            {
                e.Name, $"{e.KnownCells:N0} cells known", e.Sentence, e.VerifiedBy is null ? "" : $"Shown by: {e.VerifiedBy}.",
            }));
    }

    private static IEnumerable<string> Lines<T>(IEnumerable<T> items, JsonTypeInfo<T> type) =>
        items.Select(i => Json.Line(i, type));

    private static IEnumerable<string> Aligned(IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        var columns = all.Count == 0 ? 0 : all[0].Length;
        var widths = Enumerable.Range(0, columns).Select(at => all.Max(r => r[at].Length)).ToList();
        return all.Select(r => string.Join("  ", r.Zip(widths, (text, width) => (text, width)).Where(c => c.width > 0)
            .Select(c => c.text.PadRight(c.width))).TrimEnd());
    }
}

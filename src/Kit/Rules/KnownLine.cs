using System.Text.RegularExpressions;
using Kit.Matrix;

namespace Kit.Rules;

/// <summary>Reads a line of a known file: <c>KEY  outcome[:SIGNAL][ xCOUNT][, outcome...]  [https://link]  [#
/// note]</c>.</summary>
internal static partial class KnownLine
{
    private const string Form = "expected KEY  outcome[:SIGNAL][ xCOUNT][, outcome...]  [https://link]  [# note]";

    public static KnownEntry Parse(string line, IReadOnlyList<string> above)
    {
        var parts = NoteForm().Split(line, 2);
        var words = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length < 2)
        {
            throw new InputException($"'{line.Trim()}' says of no cell what it does; {Form}");
        }

        var key = Key.Parse(words[0]);
        var link = Uri.TryCreate(words[^1], UriKind.Absolute, out var uri) && uri.Scheme == "https" ? uri : null;
        var outcomes = string.Join(' ', link is null ? words[1..] : words[1..^1])
            .Split(',', StringSplitOptions.TrimEntries).Select(ParseOutcome).ToList();
        if (outcomes.GroupBy(o => (o.Kind, o.Detail)).Any(g => g.Count() > 1))
        {
            throw new InputException($"'{parts[0].Trim()}' lists an outcome twice");
        }

        var note = parts.Length > 1 ? parts[1].Trim() : null;
        return new KnownEntry(key, KnownOutcome.Sorted(outcomes), link, note, above);
    }

    private static KnownOutcome ParseOutcome(string text)
    {
        var form = OutcomeForm().Match(text);
        if (!form.Success)
        {
            throw new InputException($"'{text}' is not an outcome; {Form}");
        }

        var kind = Words.Parse<OutcomeKind>(form.Groups["kind"].Value, "outcome");
        if (kind is OutcomeKind.Absent or OutcomeKind.Broken)
        {
            throw new InputException($"'{kind.Word()}' is nothing that a cell does; it is never listed");
        }

        var detail = form.Groups["detail"] is { Success: true } d ? d.Value : null;
        var fits = kind switch
        {
            OutcomeKind.Exited => detail is null || int.TryParse(detail, out _),
            OutcomeKind.FailedFast when detail == Outcome.AssertDetail => true,
            OutcomeKind.Crashed or OutcomeKind.FailedFast =>
                detail?.StartsWith("SIG", StringComparison.Ordinal) != false,
            _ => detail is null,
        };
        if (!fits)
        {
            throw new InputException(
                $"'{text}': behind the colon crashed and failed-fast have a signal like SIGSEGV (failed-fast " +
                "also: assert), exited its code, others nothing");
        }

        return new KnownOutcome(kind, detail, form.Groups["count"] is { Success: true } c ? int.Parse(c.Value) : 1);
    }

    [GeneratedRegex(@"(?:^|\s)#")]
    private static partial Regex NoteForm();

    [GeneratedRegex(@"^(?<kind>[a-z-]+)(:(?<detail>[A-Z0-9+-]+|assert))?( x(?<count>[1-9]\d{0,8}))?$")]
    private static partial Regex OutcomeForm();
}

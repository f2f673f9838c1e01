using Kit.Rules;

namespace Kit.Reports;

/// <summary>One character for a cell. A letter says what it did, a capital that this breaks a promise; letters and
/// marks are told apart without colours, and a grid of them can be searched, copied and compared line by
/// line.</summary>
public static class Symbol
{
    public const char AsPromised = '·', WorksThoughForbidden = '!', Works = 'o', ReturnedInstead = 'O';
    public const char Varies = '~', Flaky = '%', Broken = '?', Absent = '-';

    private const string Letters = "fcdltwx";

    private static readonly OutcomeKind[] Kinds =
    [
        OutcomeKind.FailedFast, OutcomeKind.Crashed, OutcomeKind.Deadlocked, OutcomeKind.Livelocked,
        OutcomeKind.TimedOut,
        OutcomeKind.WrongAnswer, OutcomeKind.Exited,
    ];

    private static readonly string[] Deeds =
    [
        "died with the runtime's own diagnosis",
        "crashed: a signal, and no diagnosis",
        "deadlocked, with a proof",
        "livelocked: a thread runs and nothing moves",
        "timed out: did not end, and nothing was proved",
        "gave a wrong answer",
        "ended the process with a code that nobody meant",
    ];

    /// <summary>Every symbol with its words, in the order of a legend.</summary>
    public static IReadOnlyList<(char Symbol, string Words)> Legend { get; } =
    [
        (AsPromised, "returned the right answer, as promised"),
        (WorksThoughForbidden, "**forbidden, but works here**: passes every test, and nobody stands up for it"),
        (Works, "returned the right answer; nobody promised it"),
        .. Letters.Zip(Deeds, (letter, deed) => (letter, deed)),
        (ReturnedInstead, "**returned, though its end was promised**"),
        .. Letters.ToUpperInvariant().Zip(Deeds, (letter, deed) => (letter, $"**{deed}, against a promise**")),
        (Flaky, "**not the same in every attempt, against a promise**"),
        (Varies, "not the same in every attempt; nothing was promised"),
        (Broken, "the kit's own fault: says nothing of the runtime"),
        (Absent, "not possible here"),
    ];

    public static char Of(Row row)
    {
        if (row.Verdict is Verdict.Broken or Verdict.Absent)
        {
            return row.Verdict == Verdict.Broken ? Broken : Absent;
        }

        if (row.Outcome is not { } kind)
        {
            return row.Promise.Binds() ? Flaky : Varies;
        }

        var against = row.Promise.Binds() && row.Promise.Kept() != kind;
        if (kind == OutcomeKind.Returned)
        {
            return against ? ReturnedInstead
                : row.Promise switch
                {
                    Promise.Defined => AsPromised,
                    Promise.Forbidden => WorksThoughForbidden,
                    _ => Works,
                };
        }

        var at = Array.IndexOf(Kinds, kind);
        var letter = at < 0 ? Broken : Letters[at];
        return against ? char.ToUpperInvariant(letter) : letter;
    }
}

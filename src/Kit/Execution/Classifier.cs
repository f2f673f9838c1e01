using Kit.Rules;

namespace Kit.Execution;

/// <summary>
/// Names what an attempt did. Pure: how the process ended, what it left on the page and on standard error, and what the
/// watcher found. Only a right answer and the very end the cell meant are <c>returned</c>.
/// </summary>
public static class Classifier
{
    /// <param name="finding">Its page is the one after the end, where the child ended by itself.</param>
    public static (Outcome Outcome, Evidence? Evidence) Classify(Ended ended, Finding finding, string stderr)
    {
        var page = finding.Page;
        var notes = new List<string>();
        if (finding.Evidence is not null)
            notes.Add(finding.Evidence);
        var stage = page.Problem is null ? page.StageThatMatters.Word() : null;
        var outcome = OutcomeOf(new Facts(ended, page, Diagnosis.In(stderr), finding, stderr), notes);
        if (page.Problem is not null && !notes.Contains(page.Problem) && outcome.Message != page.Problem)
            notes.Add(page.Problem);
        return (outcome with { Stage = stage }, Evidence.Of(finding, notes));
    }

    sealed record Facts(Ended Ended, PageView Page, Diagnosis? Diagnosis, Finding Finding, string Stderr)
    {
        /// <summary>Token and exit code are to be read together: a token is only as good as the end that follows it.</summary>
        public bool EndedAsMeant => Page.Problem is null && Ended.ExitCode == Page.ExitCode;
    }

    static Outcome OutcomeOf(Facts facts, List<string> notes)
    {
        var (ended, page, _, finding, _) = facts;
        // The kit's own word against itself counts however the process ended: its precondition did not hold.
        if (page is { Problem: null, Token: Token.Broken })
            return new(OutcomeKind.Broken, Message: page.Reason);
        switch (finding.Kind)
        {
            case FindingKind.Deadlocked:
                return new(OutcomeKind.Deadlocked, Message: finding.Proof?.Text);
            case FindingKind.Livelocked:
                return new(OutcomeKind.Livelocked);
            case FindingKind.TimedOut:
                return new(OutcomeKind.TimedOut);
        }

        if (ended.Signal is { } signal)
            return OfSignal(signal, facts.Diagnosis, page, notes);
        if (page is { Problem: null } && facts.EndedAsMeant)
        {
            if (DeathOfForked(facts, notes) is { } forked)
                return forked;
            switch (page.Token)
            {
                case Token.Absent:
                    return new(OutcomeKind.Absent, Message: page.Reason);
                case Token.Wrong:
                    return new(OutcomeKind.WrongAnswer, Message: page.Reason);
                case Token.Right when ended.Left > 0:
                    return new(OutcomeKind.Broken, Message: "processes were left behind");
                case Token.Right:
                    return new(OutcomeKind.Returned);
            }
        }

        return OfExit(ended.ExitCode ?? 0, facts, notes);
    }

    static Outcome OfSignal(int signal, Diagnosis? diagnosis, PageView page, List<string> notes)
    {
        NoteForked(page, notes);
        if (diagnosis is { ByRuntime: true })
            return new(OutcomeKind.FailedFast, Signals.Name(signal), Message: diagnosis.Message, Assert: diagnosis.Assert);
        return signal switch
        {
            // Nobody in a cell sends this one, and when the watcher has it sent there is a finding.
            Signals.Kill => new(OutcomeKind.Broken, Signals.Name(signal),
                Message: "killed from outside: by the kernel for want of memory, or by hand"),
            Signals.CpuTime => new(OutcomeKind.TimedOut, Signals.Name(signal), Message: "its CPU time was used up"),
            _ => new(OutcomeKind.Crashed, Signals.Name(signal), Message: diagnosis?.Message),
        };
    }

    static Outcome OfExit(int code, Facts facts, List<string> notes)
    {
        var (_, page, diagnosis, _, stderr) = facts;
        NoteForked(page, notes);
        if (code != 0 && diagnosis is { ByRuntime: true })
            return new(OutcomeKind.FailedFast, ExitCode: code, Message: diagnosis.Message, Assert: diagnosis.Assert);
        if (page.Problem is not null)
            return new(OutcomeKind.Broken, ExitCode: code, Message: page.Problem);
        if (!page.Written)
        {
            return new(OutcomeKind.Broken, ExitCode: code,
                Message: "the child ended before it had begun the cell: " + FirstLine(stderr));
        }

        var said = page.Token == Token.None ? "" : $" after the token {page.Token.ToString().ToLowerInvariant()}";
        if (page.Token != Token.None && page.Reason.Length > 0)
            notes.Add(page.Reason);
        return new(OutcomeKind.Exited, ExitCode: code,
            Message: diagnosis?.Message ?? (said.Length > 0
                ? $"ended with {code}{said}; {page.ExitCode} was meant"
                : $"ended with {code} and without the final token"));
    }

    static string FirstLine(string stderr) =>
        stderr.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => line.Length > 0) ?? "it said nothing";

    /// <summary>The cell was in the forked child: if that died, so did the cell, however well its parent is.</summary>
    static Outcome? DeathOfForked(Facts facts, List<string> notes)
    {
        var status = facts.Page.ForkStatus;
        var child = new Ended(0, status, default, default, 0, 0);
        if (status == 0 || (child.ExitCode is { } meant && meant == facts.Page.ExitCode))
            return null;
        notes.Add("in the forked child");
        if (child.Signal is { } signal)
            return OfSignal(signal, facts.Diagnosis, PageView.Blank, notes);
        return facts.Diagnosis is { ByRuntime: true } diagnosis
            ? new(OutcomeKind.FailedFast, ExitCode: child.ExitCode, Message: diagnosis.Message, Assert: diagnosis.Assert)
            : new(OutcomeKind.Exited, ExitCode: child.ExitCode, Message: facts.Diagnosis?.Message);
    }

    /// <summary>The parent of a fork died: that is the outcome, and how the child ended is told beside it.</summary>
    static void NoteForked(PageView page, List<string> notes)
    {
        if (page.Problem is not null || page.ForkStatus == 0)
            return;
        var child = new Ended(0, page.ForkStatus, default, default, 0, 0);
        notes.Add(child.Signal is { } signal
            ? $"the forked child had died of {Signals.Name(signal)}"
            : $"the forked child had ended with {child.ExitCode}");
    }
}

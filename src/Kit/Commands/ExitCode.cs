using Kit.Rules;

namespace Kit.Commands;

/// <summary>What the kit ends with. Users' CI depends on these.</summary>
public static class ExitCode
{
    /// <summary>Nothing violated.</summary>
    public const int Fine = 0;

    /// <summary>Something violates its promise or is flaky; with a baseline also changed or fixed.</summary>
    public const int Violated = 1;

    /// <summary>What was typed cannot be done.</summary>
    public const int Usage = 2;

    /// <summary>The kit itself failed, or its ledger does not add up.</summary>
    public const int Broken = 3;

    /// <summary>What one cell with this verdict ends with. Of many the largest counts.</summary>
    public static int Of(Verdict verdict) => verdict == Verdict.Broken ? Broken : verdict.Fails() ? Violated : Fine;

    /// <summary>Ended by Ctrl-C, as shells expect it of any program.</summary>
    public const int Interrupted = 130;
}

using Kit.Matrix;

namespace Kit.Rules;

/// <summary>A line that is new, gone or different. One of the two is never null.</summary>
public sealed record KnownChange(Key Key, KnownEntry? Before, KnownEntry? After)
{
    /// <summary>As lines of a diff.</summary>
    public override string ToString() => Before is null ? $"+ {After}"
        : After is null ? $"- {Before}"
        : $"- {Before}\n+ {After}";
}

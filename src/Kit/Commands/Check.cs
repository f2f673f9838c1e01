namespace Kit.Commands;

/// <summary>How a thing that <c>doctor</c> looked for is.</summary>
internal enum Health
{
    /// <summary>It is there.</summary>
    Fine,

    /// <summary>The kit does not work without it.</summary>
    Missing,

    /// <summary>Its cells are absent; everything else runs.</summary>
    Absent,

    /// <summary>Of use now and then, and not there.</summary>
    Optional,
}

/// <summary>One thing that was looked for.</summary>
/// <param name="Name">What.</param>
/// <param name="Health">How it is.</param>
/// <param name="Found">What was found of it, or why it is not there.</param>
/// <param name="Advice">How to get it; empty when it is there.</param>
internal sealed record Check(string Name, Health Health, string Found, string Advice = "");

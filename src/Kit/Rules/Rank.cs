using Kit.Matrix;

namespace Kit.Rules;

/// <summary>What kind of source a rule stands on, the strongest first.</summary>
public enum Rank
{
    /// <summary>"api documentation": what the documentation of the API tells its users.</summary>
    ApiDocumentation,

    /// <summary>"design document": what the runtime's design documents tell its developers.</summary>
    DesignDocument,

    /// <summary>"runtime tests": what the runtime's own tests hold it to.</summary>
    RuntimeTests,

    /// <summary>"none": only where nothing is said.</summary>
    None,
}

/// <summary>A rank for people.</summary>
public static class Ranks
{
    /// <summary>"api documentation".</summary>
    public static string InWords(this Rank rank) => rank.Word().Replace('-', ' ');
}

using System.Text.Json.Serialization;
using Kit.Matrix;

namespace Kit.Rules;

/// <summary>Promise × outcomes × what is known of the environment.</summary>
[JsonConverter(typeof(WordConverter<Verdict>))]
public enum Verdict
{
    /// <summary>As promised.</summary>
    Conforms,

    /// <summary>Not as promised.</summary>
    Violates,

    /// <summary>Not as promised, and listed with a link.</summary>
    Known,

    /// <summary>Listed as a deviation, and as promised.</summary>
    Fixed,

    /// <summary>Nothing was promised; nothing differs from what is known.</summary>
    Recorded,

    /// <summary>Nothing was promised; something differs from what is known.</summary>
    Changed,

    /// <summary>Sometimes as promised and sometimes not.</summary>
    Flaky,

    /// <summary>The kit's own fault.</summary>
    Broken,

    /// <summary>Not possible here.</summary>
    Absent,
}

namespace Kit.Matrix;

/// <summary>Something a person wrote is wrong: a key, an option, a rule file. The message says where, what was found
/// and what would have been right; a command shows it without a stack trace and ends with exit code 2.</summary>
public sealed class InputException : Exception
{
    public InputException(string message)
        : base(message)
    {
    }

    public InputException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>The same complaint with the place in front of it.</summary>
    public InputException At(string place) => new($"{place}: {Message}", this);
}

using System.CommandLine;
using System.CommandLine.Parsing;
using Kit.Matrix;

namespace Kit.Commands;

/// <summary>What was typed, before a verb sees it.</summary>
internal static class Typed
{
    /// <summary>An option that the verb has not would be taken for a selector or a folder, as these can have any name.</summary>
    /// <exception cref="InputException">There is such a word: names the nearest option.</exception>
    public static void NeedOptions(ParseResult parsed)
    {
        if (parsed.Tokens.FirstOrDefault(t => t.Type == TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal)) is not { } word)
        {
            return;
        }

        var command = parsed.CommandResult.Command;
        string[] options = [.. command.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Prepend(o.Name))
            .Where(n => n.StartsWith("--", StringComparison.Ordinal)).Append("--help").Distinct()];
        throw new InputException($"{command.Name} has no option '{word.Value}'{Nearest.Hint(word.Value, options)}");
    }

    /// <summary>A word without a letter comes of a variable that is not set, as in <c>--runtime "$CORE_ROOT"</c>. It names
    /// no file, and a folder without a name would be the one that the shell is in.</summary>
    /// <exception cref="InputException">There is such a word: names the option that it was given to.</exception>
    public static void NeedWords(ParseResult parsed)
    {
        foreach (var option in parsed.CommandResult.Children.OfType<OptionResult>().Where(o => o.Tokens.Any(t => t.Value.Length == 0)))
        {
            throw new InputException($"{option.Option.Name} was given an empty word{(option.Option.HelpName is { } name ? $", and takes {name}" : "")}: is a variable in the command not set?");
        }

        if (parsed.CommandResult.Tokens.Any(t => t.Value.Length == 0))
        {
            throw new InputException($"{parsed.CommandResult.Command.Name} was given an empty word: is a variable in the command not set?");
        }
    }
}

using Spectre.Console;

namespace Kit.Reports;

/// <summary>Names at the left, and beside each what is to be said of it. On a terminal it is broken between words and nowhere else:
/// an address or a command that does not fit is left to the terminal, which gives it back whole to whoever copies it.</summary>
public sealed class Sheet
{
    private readonly List<(string Name, string Text, Func<string, int, IEnumerable<string>> Lines)> entries = [];

    /// <summary>Lines that are to be told apart; what says nothing is left out, here and below.</summary>
    public void Add(string name, string? text) => Add(name, text, (t, room) => t.Split('\n').SelectMany(l => Broken(l, room)));

    /// <summary>Prose out of a file, which has lines as wide as that.</summary>
    public void AddProse(string name, string? text) => Add(name, text, (t, room) => Paragraphs(t).SelectMany(p => Broken(p, room)));

    /// <summary>A command: one line, however long.</summary>
    public void AddCommand(string name, string text) => Add(name, text, (t, _) => [t]);

    public void Write(IAnsiConsole console)
    {
        var indent = entries.Max(e => e.Name.Length) + 2;
        foreach (var (name, text, linesOf) in entries)
        {
            var lines = console.Profile.Width >= Screen.Unlimited ? text.Split('\n') : linesOf(text, console.Profile.Width - indent);
            console.Markup($"[dim]{Markup.Escape(name)}[/]");
            foreach (var (at, line) in lines.Index())
            {
                console.Verbatim(line.Length == 0 ? "" : new string(' ', at == 0 ? indent - name.Length : indent) + line);
            }
        }
    }

    private void Add(string name, string? text, Func<string, int, IEnumerable<string>> lines)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            entries.Add((name, text.Trim(), lines));
        }
    }

    // Where a list or a paragraph begins, the end of a line is meant.
    private static List<string> Paragraphs(string text)
    {
        var paragraphs = new List<string> { "" };
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || paragraphs[^1].Length == 0 || line[0] is '-' or '`' or ' ')
            {
                paragraphs.Add(line);
            }
            else
            {
                paragraphs[^1] += $" {line}";
            }
        }

        return paragraphs[1..];
    }

    private static IEnumerable<string> Broken(string paragraph, int room)
    {
        var line = "";
        foreach (var word in paragraph.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > room)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}

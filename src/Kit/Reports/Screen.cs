using Spectre.Console;

namespace Kit.Reports;

/// <summary>What a person sees. Colours and the terminal's width on a terminal; in a pipe or a file plain text of
/// whatever width it takes, as a line that was wrapped cannot be found with <c>grep</c>.</summary>
public static class Screen
{
    /// <summary>Columns of what is no terminal.</summary>
    internal const int Unlimited = 4000;

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Out { get; } = Of(Console.Out, plain: Console.IsOutputRedirected);

    public static IAnsiConsole Of(TextWriter writer, bool plain)
    {
        if (!plain)
        {
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Unlimited;
        return console;
    }

    /// <summary>A line as it is: not wrapped, so that a command can be copied off it.</summary>
    public static void Verbatim(this IAnsiConsole console, string line = "") =>
        console.Profile.Out.Writer.WriteLine(line);

    /// <summary>A table; where a person may not be looking, without the spaces that fill its lines.</summary>
    public static void Show(this IAnsiConsole console, Table table)
    {
        if (console.Profile.Width < Unlimited)
        {
            console.Write(table);
            return;
        }

        using var text = new StringWriter();
        Of(text, plain: true).Write(table);
        foreach (var line in text.ToString().TrimEnd('\n').Split('\n'))
        {
            console.Verbatim(line.TrimEnd());
        }
    }

    /// <summary>A table without lines: columns, and names above them.</summary>
    public static Table Columns(params (string Name, bool Right)[] columns)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        foreach (var (name, right) in columns)
        {
            table.AddColumn(new TableColumn(new Markup($"[grey]{Markup.Escape(name)}[/]"))
            {
                Alignment = right ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, 2, 0),
                NoWrap = right,
            });
        }

        return table;
    }
}

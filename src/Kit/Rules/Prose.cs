namespace Kit.Rules;

/// <summary>The part of a rule that people read, by its <c>##</c> headings.</summary>
public sealed class Prose
{
    private readonly List<(string Heading, string Text)> sections;

    private Prose(List<(string Heading, string Text)> sections)
    {
        this.sections = sections;
    }

    /// <summary>Why it is so.</summary>
    public string Why => Section("Why");

    /// <summary>What to do instead.</summary>
    public string Instead => Section("Instead");

    /// <summary>What is known of how runtimes treat it.</summary>
    public string Known => Section("Known");

    /// <summary>The headings, in the order of the file.</summary>
    public IEnumerable<string> Headings => sections.Select(s => s.Heading);

    /// <summary>The Markdown under a heading; empty when there is no such heading.</summary>
    public string Section(string heading) => sections.FirstOrDefault(s => s.Heading == heading).Text ?? "";

    /// <summary>Splits at second-level headings that do not stand in a code block. Text above the first belongs to
    /// Why.</summary>
    public static Prose Parse(string markdown)
    {
        var sections = new List<(string Heading, List<string> Lines)> { ("Why", []) };
        var code = false;
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            code ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            if (code || !line.StartsWith("## ", StringComparison.Ordinal))
            {
                sections[^1].Lines.Add(line);
                continue;
            }

            var heading = line[3..].Trim();
            if (heading != "Why" || sections is not [("Why", _)])
            {
                sections.Add((heading, []));
            }
        }

        return new Prose([.. sections
            .Select(s => (s.Heading, Text: string.Join('\n', s.Lines).Trim()))
            .Where(s => s.Text.Length > 0)]);
    }
}

using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kit.Matrix;

/// <summary>A piece of a YAML file that knows where it stands, so that every complaint names file and line.</summary>
internal sealed class YamlPart
{
    private readonly string file;
    private readonly int above;
    private readonly YamlNode node;

    private YamlPart(string file, int above, YamlNode node)
    {
        this.file = file;
        this.above = above;
        this.node = node;
    }

    public int Line => above + (int)node.Start.Line;

    /// <summary>The pieces of a list.</summary>
    public IEnumerable<YamlPart> Items => node is YamlSequenceNode list
        ? list.Children.Select(Part)
        : throw Complaint("expected a list");

    /// <summary>A text; folded over several lines it is one.</summary>
    public string Text => node is YamlScalarNode { Value: { Length: > 0 } value }
        ? value.Trim()
        : throw Complaint("expected a text");

    /// <summary>A list of texts, or a single one.</summary>
    public IReadOnlyList<YamlPart> Texts => node is YamlSequenceNode ? [.. Items] : [this];

    /// <summary>Reads a document that begins below <paramref name="above"/> lines of the file.</summary>
    public static YamlPart Root(string file, string text, int above = 0)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (Exception fault) when (fault is YamlException or InvalidOperationException)
        {
            // The second comes out of YamlDotNet where a list is never closed, and knows no line.
            var line = above + (int)((fault as YamlException)?.Start.Line ?? 1);
            var words = fault is YamlException ? fault.Message : "something is opened and never closed";
            throw new InputException(
                $"{file}:{line}: {words} (a selector that begins with * or ! stands in quotes)", fault);
        }

        return stream.Documents.Count == 1
            ? new YamlPart(file, above, stream.Documents[0].RootNode)
            : throw new InputException(
                $"{file}:{above + 1}: expected one YAML document, found {stream.Documents.Count}");
    }

    /// <summary>The fields of a mapping; one that is not among the known ones is an error.</summary>
    public IReadOnlyDictionary<string, YamlPart> Fields(params string[] known)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw Complaint($"expected fields: {string.Join(", ", known)}");
        }

        var fields = new Dictionary<string, YamlPart>(StringComparer.Ordinal);
        foreach (var (name, value) in mapping.Children)
        {
            var word = Part(name).Text;
            if (!known.Contains(word))
            {
                throw Part(name).Complaint($"unknown field '{word}'{Nearest.Hint(word, known)}");
            }

            fields[word] = Part(value);
        }

        return fields;
    }

    /// <summary>Understands the text, and says where it stands when it cannot be understood.</summary>
    public T Read<T>(Func<string, T> parse)
    {
        try
        {
            return parse(Text);
        }
        catch (InputException fault) when (!fault.Message.StartsWith(file, StringComparison.Ordinal))
        {
            throw fault.At($"{file}:{Line}");
        }
    }

    public InputException Complaint(string what) => new($"{file}:{Line}: {what}");

    private YamlPart Part(YamlNode child) => new(file, above, child);
}

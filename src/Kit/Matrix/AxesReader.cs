using System.Text.Json;

namespace Kit.Matrix;

/// <summary>Reads the JSON lines of <c>describe</c>. An axis that is not known is an error: a child that is newer than
/// the kit would otherwise run with a part of its matrix silently left out. A field that is not known is not.</summary>
internal sealed class AxesReader(string source)
{
    private readonly List<Library> libraries = [];
    private readonly List<CallKind> calls = [];
    private readonly List<ThreadKind> threads = [];
    private readonly List<Entry> entries = [];
    private readonly List<Body> bodies = [];
    private RuntimeWords runtime = new("");

    public Axes Read(IEnumerable<string> lines)
    {
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                using var json = JsonDocument.Parse(line);
                Add(json.RootElement);
            }
            catch (JsonException fault)
            {
                throw new InputException($"{source}:{number}: not a JSON object: {fault.Message}", fault);
            }
            catch (InputException fault)
            {
                throw fault.At($"{source}:{number}");
            }
        }

        try
        {
            return new Axes(libraries, calls, threads, entries, bodies, runtime.Name, runtime);
        }
        catch (InputException fault)
        {
            throw fault.At(source);
        }
    }

    private void Add(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object)
        {
            throw new InputException("expected a JSON object");
        }

        var axis = Text(line, "axis");
        var name = Text(line, "name");
        switch (axis)
        {
            case "library":
                libraries.Add(new Library(
                    name,
                    Text(line, "sentence"),
                    Text(line, "origin"),
                    TextOrNull(line, "version") ?? "",
                    Text(line, "threads") switch
                    {
                        "caller" => false,
                        "own" => true,
                        var other => throw new InputException($"'threads' is '{other}'; expected caller or own"),
                    },
                    Text(line, "reentry"),
                    Text(line, "unwinding"),
                    TextOrNull(line, "absent"),
                    TextOrNull(line, "packages"),
                    Number(line, "items"),
                    TextOrNull(line, "offers") ?? ""));
                break;
            case "call":
                calls.Add(new CallKind(name, Text(line, "sentence"), TextOrNull(line, "absent")));
                break;
            case "thread":
                threads.Add(new ThreadKind(
                    name,
                    Text(line, "sentence"),
                    Words.Parse<When>(Text(line, "when"), "time of a callback"),
                    Truth(line, "foreign"),
                    Words.Parse<Carries>(Text(line, "carries"), "thing for a thread to carry"),
                    TextOrNull(line, "absent")));
                break;
            case "entry":
                entries.Add(new Entry(name, Text(line, "sentence"), TextOrNull(line, "absent")));
                break;
            case "body":
                var doors = Text(line, "entries").Split(',', StringSplitOptions.TrimEntries);
                bodies.Add(new Body(
                    name, Text(line, "sentence"), doors, TextOrNull(line, "absent"), TextOrNull(line, "needs")));
                break;
            case "runtime":
                runtime = new RuntimeWords(name, TextOrNull(line, "commit"), TextOrNull(line, "configuration"));
                break;
            default:
                throw new InputException($"unknown axis '{axis}'; known: {string.Join(", ", Key.Places)}, runtime");
        }
    }

    private static string Text(JsonElement line, string field) =>
        TextOrNull(line, field) ?? throw new InputException($"there is no text '{field}'");

    private static string? TextOrNull(JsonElement line, string field) =>
        !line.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new InputException($"'{field}' is {value.GetRawText()}; expected a text");

    private static int Number(JsonElement line, string field) =>
        !line.TryGetProperty(field, out var value) ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw new InputException($"'{field}' is {value.GetRawText()}; expected a number");

    private static bool Truth(JsonElement line, string field) =>
        line.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new InputException($"'{field}' is missing; expected true or false");
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kit.Commands;
using Kit.Execution;
using Kit.Latency;
using Kit.Matrix;

namespace Kit.Reports;

/// <summary>Reads and writes what the kit keeps: JSON objects that say their <c>format</c>.</summary>
internal static class Json
{
    public static string Line<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    /// <summary>Understands an object of exactly this format. A newer kit may have changed the meaning of any field, so
    /// its files are refused and never half understood; a field that is not known is ignored.</summary>
    public static T Parse<T>(string json, int format, string noun, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("format", out var written)
                || written.ValueKind != JsonValueKind.Number
                || !written.TryGetInt32(out var found))
            {
                throw new InputException($"this is not {noun}: there is no number 'format' in it");
            }

            if (found != format)
            {
                throw new InputException(
                    $"{noun} of format {found}, and this kit reads format {format}: " +
                    (found > format ? "a newer kit wrote it; read it with that one" : "no kit ever wrote that"));
            }

            return document.RootElement.Deserialize(type) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            throw new InputException($"this is not {noun}: {fault.Message}", fault);
        }
    }

    /// <summary>Whether a text is JSON to its end, whatever it says.</summary>
    public static bool IsWhole(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>Every shape that is written or read. A field without a value is left out unless its shape says
/// otherwise.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AttemptLine))]
[JsonSerializable(typeof(RowLine))]
[JsonSerializable(typeof(RunFacts))]
[JsonSerializable(typeof(LatencyRow))]
[JsonSerializable(typeof(DiffFile))]
[JsonSerializable(typeof(ListedCell))]
[JsonSerializable(typeof(ListedLibrary))]
[JsonSerializable(typeof(ListedRule))]
[JsonSerializable(typeof(ListedEnvironment))]
[JsonSerializable(typeof(ExplainedLibrary))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    // Made when first asked for: `Default` is initialised in generated code, before or after these.
    private static ReportJson? lines, pages;

    /// <summary>One object a line. Quotes and arrows in messages stay legible: no line is ever put into a web page as
    /// it is.</summary>
    public static ReportJson Lines => lines ??= new(Legible(indented: false));

    /// <summary>For files that hold one object.</summary>
    public static ReportJson Pages => pages ??= new(Legible(indented: true));

    private static JsonSerializerOptions Legible(bool indented) => new(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
        NewLine = "\n",
    };
}

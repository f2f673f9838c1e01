using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests;

/// <summary>What the kit writes, against the schemas in docs/schema that others read it by.</summary>
public sealed class SchemaTests
{
    private static readonly MadeUp Made = new(
        TheMatrix.Product, Rules.Rulebook.Load(TheMatrix.InRepository("conformance/rules")), TheMatrix.Plain);

    private static readonly IReadOnlyList<Row> Rows = Made.Rows();

    public static TheoryData<string, string[]> Written { get; } = new()
    {
        { "row", [.. Rows.Select(r => r.ToLine())] },
        { "attempt", [.. Made.Attempts().Select(a => a.ToLine())] },
        { "run", [Made.Facts(Rows).ToJson()] },
        { "diff", [DiffFile.Json(Diff.Of(Rows, [.. Rows.Skip(3).Select(Worse)]), "a", "b")] },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void What_is_written_is_what_the_schema_says(string schema, string[] texts)
    {
        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.Null(Complaint(schema, text)));
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void No_field_is_written_that_the_schema_does_not_name(string schema, string[] texts)
    {
        var named = Names(JsonNode.Parse(File.ReadAllText(FileOf(schema)))!).ToHashSet();

        Assert.All(texts, text => Assert.Subset(named, Fields(JsonNode.Parse(text)!).ToHashSet()));
    }

    [Theory]
    [InlineData("\"format\":1", "\"format\":2")]
    [InlineData("\"promise\":\"", "\"promise\":\"perhaps-")]
    [InlineData("\"outcomes\":[", "\"outcomes\":[],\"others\":[")]
    [InlineData("\"key\":\"", "\"key\":\"::")]
    public void A_row_that_is_none_is_refused(string from, string to)
    {
        var line = Rows[0].ToLine();

        Assert.NotNull(Complaint("row", line.Replace(from, to, StringComparison.Ordinal)));
    }

    internal static string? Complaint(string schema, string text)
    {
        var read = JsonSchema.FromText(File.ReadAllText(FileOf(schema)), new JsonSerializerOptions());
        var result = read.Evaluate(JsonDocument.Parse(text).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? null : string.Join('\n', result.Details.Where(d => d.Errors is not null)
            .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}")));
    }

    private static Row Worse(Row row, int at) => at % 7 == 0 ? row with { Verdict = Kit.Rules.Verdict.Violates } : row;

    private static string FileOf(string schema) => Path.Combine(Installation.Find().Root, "docs", "schema", schema + ".schema.json");

    private static IEnumerable<string> Names(JsonNode node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Value is null ? []
            : p.Key == "properties" ? p.Value.AsObject().Select(n => n.Key).Concat(Names(p.Value)) : Names(p.Value)),
        JsonArray a => a.OfType<JsonNode>().SelectMany(Names),
        _ => [],
    };

    // The names in these are not ours: words that are counted, and what bodies measured.
    private static readonly string[] Open = ["counts", "byRule", "byLibrary", "measures"];

    private static IEnumerable<string> Fields(JsonNode node) => node switch
    {
        JsonObject o => o.SelectMany(p => (IEnumerable<string>)[p.Key, .. p.Value is null || Open.Contains(p.Key) ? [] : Fields(p.Value)]),
        JsonArray a => a.OfType<JsonNode>().SelectMany(Fields),
        _ => [],
    };
}

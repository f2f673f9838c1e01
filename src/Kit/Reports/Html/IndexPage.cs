using System.Reflection;
using System.Text;
using Kit.Rules;

namespace Kit.Reports.Html;

/// <summary><c>index.html</c>: every environment of an output folder on one page that needs nothing but itself. It is a
/// template that was bundled from src/Page, and the rows; the same rows give the same bytes.</summary>
public static class IndexPage
{
    public const string Name = "index.html";

    private const string Place = "<!-- the rows -->";

    /// <param name="inputs">In any order; one for each environment.</param>
    /// <param name="rulebook">What rules say today; a row keeps the promise that it was judged by.</param>
    public static string Render(IEnumerable<PageInput> inputs, Rulebook rulebook)
    {
        var template = Template();
        var at = template.IndexOf(Place, StringComparison.Ordinal);
        var page = new StringBuilder(template, 0, at, template.Length * 4);
        IReadOnlyList<PageInput> sorted = [.. inputs.OrderBy(i => i.Environment.SortKey, StringComparer.Ordinal)];
        foreach (var (id, json) in PageData.Of(sorted, rulebook))
        {
            page.Append("<script type=\"application/json\" id=\"").Append(id).Append("\">").Append(json).Append("</script>\n");
        }

        return page.Append(template, at + Place.Length, template.Length - at - Place.Length).ToString();
    }

    private static string Template()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("page.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

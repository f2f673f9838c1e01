using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using Kit.Commands;
using Kit.Execution;
using Kit.Matrix;
using Kit.Reports;
using Xunit;

namespace Kit.Tests;

/// <summary>Every command line in the documents is one that the kit understands, down to the names in it.</summary>
public class DocumentedCommandTests
{
    private static readonly KitContext Context = new(() => Installation.Find(), (_, _, _) => TheMatrix.Axes);

    // Found, not listed: a verb that is new is known here at once.
    private static readonly IReadOnlyList<Command> Verbs =
    [
        .. typeof(KitContext).Assembly.GetTypes().Where(t => t.Namespace == typeof(KitContext).Namespace)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(m => m.Name == "Create" && m.ReturnType == typeof(Command))
            .Select(m => (Command)m.Invoke(null, m.GetParameters().Length == 0 ? [] : [Context])!),
    ];

    public static TheoryData<string, string> Lines()
    {
        var lines = new TheoryData<string, string>();
        foreach (var (path, words) in Document.All.SelectMany(d => d.Commands.Select(c => (d.Path, string.Join('\t', c)))).Distinct())
        {
            lines.Add(path, words);
        }

        return lines;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_command_in_a_document_is_understood(string document, string words)
    {
        Assert.NotEmpty(document);
        Understands(words.Replace('\t', ' '));
    }

    /// <summary>The same of what stands behind the script's name elsewhere.</summary>
    internal static void Understands(string words)
    {
        string[] typed = [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        if (typed is ["test", ..]) // the script's own; what stands behind it is for dotnet test
        {
            return;
        }

        var parsed = Parse(typed);
        Assert.Empty(parsed.Errors.Select(e => e.Message));
        var verb = parsed.CommandResult;
        var arguments = verb.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value).ToList();
        Assert.DoesNotContain(arguments, a => a.StartsWith('-')); // an option that is unknown passes for a selector
        CheckNames(verb.Command.Name, arguments);
        foreach (var option in verb.Children.OfType<OptionResult>().Where(o => o.Option.Name == "--environment"))
        {
            var runtimes = AllEnvironments.Of(Installation.Find()).Select(e => e.Runtime).ToList();
            var named = AllEnvironments.Named(option.Tokens.Select(t => t.Value), () => Installation.Find());
            Assert.All(named, e => Assert.Contains(e.Runtime, runtimes));
        }
    }

    [Fact]
    public void Every_verb_that_help_shows_is_in_the_documents()
    {
        var documented = Document.All.SelectMany(d => d.Code.Concat(d.Fences.Select(f => f.Text))).ToList();

        Assert.NotEmpty(Verbs);
        Assert.All(Verbs.Where(v => !v.Hidden), v => Assert.Contains(
            documented, text => text == v.Name || text.Contains($"./run-conformance.sh {v.Name}", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_verbs_found_here_are_those_of_the_program()
    {
        var program = File.ReadAllText(TheMatrix.InRepository("src/Kit/Program.cs"));

        Assert.All(Verbs, v => Assert.Contains(
            $"{char.ToUpperInvariant(v.Name[0])}{v.Name[1..]}Command.Create(", program, StringComparison.Ordinal));
    }

    // As Program.cs does it: a verb that is left out means run.
    private static ParseResult Parse(string[] typed)
    {
        var root = new RootCommand();
        foreach (var verb in Verbs)
        {
            root.Subcommands.Add(verb);
        }

        return root.Parse(typed is ["--help"] || Verbs.Any(v => v.Name == typed.FirstOrDefault()) ? typed : ["run", .. typed]);
    }

    private static void CheckNames(string verb, IReadOnlyList<string> arguments)
    {
        foreach (var argument in arguments.Where(a => a.Any(char.IsLower)))
        {
            switch (verb)
            {
                case "run" or "list":
                    var selector = Documented.Own(Selector.Parse(argument));
                    Assert.NotEmpty(Plan.For(TheMatrix.Product, TheMatrix.Plain, [selector]).Cells);
                    Assert.Empty(NoSuchCell.Unknown(TheMatrix.Axes, selector));
                    break;
                case "cell":
                case "explain" when argument.Contains(Key.Separator, StringComparison.Ordinal):
                    Assert.True(TheMatrix.Axes.Have(Documented.Own(Key.Parse(argument))), argument);
                    break;
                case "explain" when argument.EndsWith(".so", StringComparison.Ordinal): // the reader's own
                    break;
                case "explain":
                    Context.Rulebook.Named(argument);
                    break;
            }
        }
    }
}

/// <summary>The library of the reader's own, which is called `mine`, calls back on the caller as `each` does, and has a
/// way back in as `lua` has.</summary>
internal static class Documented
{
    private const string Mine = "mine", Like = "each", LikeInItsWays = "lua";

    public static Key Own(Key key) => key.Library != Mine ? key
        : key with { Library = TheMatrix.Axes.Bodies.Any(b => b.Name == key.Body && b.Needs is not null) ? LikeInItsWays : Like };

    public static Selector Own(Selector selector) => selector.Places[0].Text == Mine
        ? Selector.Parse(string.Join(Key.Separator, selector.Places.Skip(1).Select(p => p.Text).Prepend(Like)))
        : selector;
}

using System.Diagnostics;
using Kit.Tests.CommandLine;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Kit.Tests.Templates;

/// <summary>The workflow, the action and the snippets of docs/in-your-ci.md, as far as they can be tried where no CI
/// is.</summary>
public sealed class TemplateTests : IDisposable
{
    const string Workflow = ".github/workflows/conformance.yml", Action = "action.yml";

    static readonly string Folder = TheMatrix.InRepository("conformance/Tests/Templates");

    readonly TemporaryFolder folder = new();

    [SkippableFact]
    public async Task Two_linters_find_nothing_in_the_workflow_the_action_and_the_snippet_for_GitHub()
    {
        var snippet = Assert.Single(
            Document.Named("docs/in-your-ci.md").Fences, f => f.Text.Contains("\njobs:", StringComparison.Ordinal)).Text;
        string[] files = [TheMatrix.InRepository(Workflow), TheMatrix.InRepository(Action), folder.Write(snippet + "\n", "snippet.yml")];

        Assert.Equal("", await LintAsync(files));
    }

    [SkippableFact]
    public async Task They_would_find_an_input_that_there_is_not_a_key_that_is_mistyped_and_a_step_without_a_shell()
    {
        var workflow = folder.Write(
            (await File.ReadAllTextAsync(TheMatrix.InRepository(Workflow))).Replace("inputs.selector", "inputs.selektor", StringComparison.Ordinal),
            "workflow.yml");
        var keys = folder.Write((await File.ReadAllTextAsync(workflow)).Replace("needs: run", "nedes: run", StringComparison.Ordinal), "keys.yml");
        var action = folder.Write(
            (await File.ReadAllTextAsync(TheMatrix.InRepository(Action))).Replace("shell: bash", "schell: bash", StringComparison.Ordinal), Action);

        var found = await LintAsync(workflow, keys, action);

        Assert.Contains("\"selektor\" is not defined", found);
        Assert.Contains("nedes", found);
        Assert.Contains("schell", found);
    }

    [Theory]
    [InlineData(Workflow)]
    [InlineData(Action)]
    public void What_they_type_is_understood(string file)
    {
        var typed = YamlScalars.Lines(File.ReadAllText(TheMatrix.InRepository(file)))
            .Where(l => l.StartsWith("./run-conformance.sh ", StringComparison.Ordinal) || l.StartsWith("sudo ", StringComparison.Ordinal)).ToList();

        Assert.All(typed, line => DocumentedCommandTests.Understands(line[(line.IndexOf(".sh", StringComparison.Ordinal) + 3)..].Split("||")[0]));
        Assert.Equal(file == Workflow, typed.Count > 0);
    }

    [Theory]
    [InlineData("", "", "", "run|--output|here")]
    [InlineData("sqlite each::unsafe* --repeat 3", "", "", "run|sqlite|each::unsafe*|--repeat|3|--output|here")]
    [InlineData("each", "coreclr-10.0  nativeaot-9.0+collecting", "be fore", "run|each|--environment|coreclr-10.0|--environment|nativeaot-9.0+collecting|--baseline|be fore|--output|here")]
    public async Task The_action_types_what_its_inputs_say_and_ends_as_the_kit_does(string selector, string environment, string baseline, string words)
    {
        folder.Write("", "work", "each::unsafe-is-no-file"); // which a star must not mean
        WriteKit("kit");

        var heard = await ActAsync(selector, environment, baseline, bundle: "");

        Assert.Equal((words, 7), (heard.Output.Trim(), heard.Code));
    }

    [Fact]
    public async Task With_a_bundle_the_action_takes_the_kit_out_of_it()
    {
        WriteKit("bundled", "kit-0.1.0");
        await MadeBundle.DoAsync("tar", "-czf", folder.In("bundle.tar.gz"), "-C", folder.In("bundled"), "kit-0.1.0");

        var heard = await ActAsync("each", "", "", folder.In("bundle.tar.gz"));

        Assert.Equal(("run|each|--output|here", 7), (heard.Output.Trim(), heard.Code));
    }

    public void Dispose() => folder.Dispose();

    void WriteKit(params string[] at)
    {
        var script = folder.Write("#!/bin/bash\n(IFS='|'; echo \"$*\")\nexit 7\n", [.. at, "run-conformance.sh"]);
        using var made = Process.Start("chmod", ["+x", script]);
        made.WaitForExit();
    }

    // As a runner does it: the step's script in a file, with its options of bash, its inputs as variables.
    async Task<Heard> ActAsync(string selector, string environment, string baseline, string bundle)
    {
        var action = new YamlStream();
        action.Load(new StringReader(await File.ReadAllTextAsync(TheMatrix.InRepository(Action))));
        var step = ((YamlSequenceNode)action.Documents[0].RootNode["runs"]["steps"]).Children.OfType<YamlMappingNode>().Single(s => s.Children.ContainsKey("run"));
        var script = folder.Write(step["run"].ToString(), "step.sh");
        Directory.CreateDirectory(folder.In("work"));
        using var running = Running.Start(
            new()
            {
                ["SELECTOR"] = selector, ["ENVIRONMENT"] = environment, ["BASELINE"] = baseline, ["OUTPUT"] = "here",
                ["BUNDLE"] = bundle, ["KIT"] = folder.In("kit"), ["RUNNER_TEMP"] = folder.Path,
            },
            "/usr/bin/env", "-C", folder.In("work"), "bash", "--noprofile", "--norc", "-eo", "pipefail", script);
        return await running.EndAsync();
    }

    static async Task<string> LintAsync(params string[] files)
    {
        Skip.IfNot(Directory.Exists(Path.Combine(Folder, "node_modules")), "conformance/Tests/Templates/node_modules is not there: with Node 20 or newer, ./run-conformance.sh test fetches it (npm ci)");
        using var running = Running.Start([], ["/usr/bin/env", "node", Path.Combine(Folder, "lint.mjs"), .. files]);
        var heard = await running.EndAsync();
        Assert.True(heard.Error.Length == 0, heard.Error);
        return heard.Output;
    }
}

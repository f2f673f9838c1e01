using Kit.Reports;
using Kit.Tests.CommandLine;
using Xunit;

namespace Kit.Tests;

public class ShellTests
{
    [Theory]
    [InlineData("each::safe::caller::uco,delegate::empty", "each::safe::caller::uco,delegate::empty")]
    [InlineData("each::*::!caller", "'each::*::!caller'")]
    [InlineData("", "''")]
    public void A_word_is_quoted_only_where_a_shell_would_make_something_else_of_it(string word, string typed) =>
        Assert.Equal(typed, Shell.Word(word));

    [SkippableTheory]
    [InlineData("/home/a user's/clone/kit-host")]
    [InlineData("*")]
    [InlineData("$HOME `x` \"y\" \\")]
    public async Task A_shell_reads_the_word_that_was_meant(string word)
    {
        Skip.IfNot(File.Exists("/bin/sh"), "there is no shell");
        using var shell = Running.Start([], "/bin/sh", "-c", $"printf '%s\\n' {Shell.Word(word)}");

        Assert.Equal(word + "\n", (await shell.EndAsync()).EndedWith(0).Output);
    }
}

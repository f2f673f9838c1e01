using Kit.Matrix;

namespace Kit.Export;

/// <summary>What a reproducer has beside the sources of its cell: the order of events that the child program has, for
/// one cell, and somebody to say how it ended.</summary>
internal static class MainText
{
    /// <param name="container">The static class that makes the body.</param>
    /// <param name="flags">The modes that live in the child.</param>
    public static string Of(Key key, string container, IReadOnlyList<string> flags)
    {
        var warm = Body.IsWarm(key.Body);
        var name = Body.Cold(key.Body);
        return $$"""
            // {{key}}
            // The part that calls: what the callback does, the door it comes through, and the call. cell.c is what it calls.
            using System;

            namespace Kit.Cells;

            static unsafe class Program
            {
                static int Main()
                {
                    byte* library = stackalloc byte[64], thread = stackalloc byte[64];
                    Page.Write(library, 64, "{{key.Library}}");
                    Page.Write(thread, 64, "{{key.Thread}}");
                    Cell.Page = Native.PageAddress();
                    Slot* caller = Cell.Caller = Cell.Claim("caller");
                    Run* run = Cell.Run = Native.Open(library, thread, 8); // eight callbacks
                    if (run == null)
                        return 1;
            {{(flags.Count == 0 ? "" : $"        string[] modes = [\"\", \"\", \"\", \"\", \"\", {string.Join(", ", flags.Select(f => $"\"{f}\""))}]; // behind a key\n        if (!Modes.AreInForce(modes))\n            return 1;\n")}}        run->Call = Call.{{Words.Pascal(key.Call)}};
                    Cell.Entry = "{{key.Entry}}";
                    Body body = Cell.Body = {{container}}.MakeBody();
                    run->Entry = Entries.Address("{{key.Entry}}", "{{name}}");
                    run->Attach = Entries.AttachAddress("{{key.Entry}}");
            {{(key.Entry == "export" ? Exported : "")}}        Native.Expect(run); // the right answer: the same with a callback in C
                    Calls.Prepare(run->Call);
                    body.Arrange();
                    if (Cell.Page->Token != Token.None)
                        return 1;
            {{(warm ? "        ((delegate* unmanaged[Cdecl]<Slot*, long, long, long>)run->Entry)(caller, 1, 0); // it has run before\n" : "")}}        Native.Prepare(run);
            {{(flags.Count == 0 ? "" : "        if (!Modes.Begin(modes))\n            return 1;\n")}}        caller->Stage = Stage.Calling;
                    long answer = body.Around(); // the call under test
                    caller->Stage = Stage.Checking;
                    if (Native.ThreadWhen(run) == When.AtExit)
                        return 0; // C checks the answer when the callbacks have come
                    if (Cell.Page->ForkStatus != 0)
                        Cell.Say(Token.Wrong, "the forked child did not come to its end");
                    else
                        body.Check(answer);
                    return Cell.Page->ExitCode;
                }
            }
            """;
    }

    // What `dotnet run` makes of it is compiled by a JIT, which exports nothing.
    private const string Exported = """
                if (run->Entry == 0)
                {
                    Cell.Say(Token.Absent, "a program exports methods when it is compiled ahead of time: dotnet publish");
                    return 1;
                }

        """;

    public static string CHead(Key key) =>
        $"/* {key}\n * The part that is called, and calls back. Everything in this file is what the cell reaches of the kit's own\n * sources; kit_run is where the call arrives, run->entry is where it calls back. */\n";

    /// <summary>The last thing that happens in the process, if it gets that far.</summary>
    public const string CTail = """

        /* ---- the end of the story ---- */

        __attribute__((destructor(101))) static void kit_tell(void)
        {
            static const char *const words[] = {"exited: without a final word", "returned", "wrong-answer", "broken", "absent"};
            struct kit_page *p = kit_page();
            if (p->pid != getpid() || (unsigned)p->token > KIT_TOKEN_ABSENT)
                return;
            dprintf(1, "%s%s%s\n", words[p->token], p->reason[0] ? ": " : "", p->reason);
            if (p->token != KIT_TOKEN_RIGHT)
                _exit(1);
        }

        """;
}

// The child: runs one cell and says how it went on the progress page, or describes the axes. No console for results, no
// reflection, no framework: whatever else happened in this process would be part of what is tested.
using System;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Kit.Cells;

static unsafe class Program
{
    const int Count = 8; // callbacks asked for in a cell: enough for a first, a later and a last one
    const int Deeds = 4; // KIT_DEEDS of run.h

    // "floor": the program that does nothing, beside which the cost of a cell is measured. Main is so small that compiling it
    // is no part of that.
    internal static int Main(string[] args) => args is ["floor"] ? 0 : Begin(args);

    static int Begin(string[] args)
    {
        Cell.Page = Native.PageAddress();
        if (args.Length > 0 && args[0] == "describe")
            return Describe(args.Length > 1 ? args[1] : null);
        Cell.Page->Stage = Stage.Arranging;
        if (args.Length > 0 && args[0] == "latency")
            return Latency.Timing.Run(args);
        if (args.Length > 1 && args[0] == "plant")
            return Plants.Run(args[1]);
        if (args.Length < 5)
        {
            Cell.Say(Token.Broken, "usage: LIBRARY CALL THREAD ENTRY BODY [MODE...]");
            return 2;
        }
        Run(args);
        Cell.Page->Stage = Stage.Exiting;
        return Cell.Page->ExitCode;
    }

    static void Run(string[] args)
    {
        byte* library = stackalloc byte[4096];
        byte* thread = stackalloc byte[64];
        Page.Write(library, 4096, args[0]);
        Page.Write(thread, 64, args[2]);
        Slot* caller = Cell.Caller = Cell.Claim("caller");
        caller->Stage = Stage.Arranging;
        Run* run = Cell.Run = Native.Open(library, thread, Count);
        if (run == null || (args.Length > 5 && !Modes.AreInForce(args)))
            return;
        run->Call = Calls.Parse(args[1]);
        Cell.Entry = args[3];
        bool warm = args[4].EndsWith("-warm", StringComparison.Ordinal);
        string name = warm ? args[4][..^5] : args[4];
        Body? body = Body.Find(name);
        if (run->Call == Call.None || body == null)
        {
            Cell.Say(Token.Broken, "there is no call " + args[1] + " or no body " + args[4]);
            return;
        }
        Cell.Body = body;
        if (run->Count > Count && !body.EveryTime)
            Cell.Deeds = Deeds;
        if (Entries.Absent(args[3]) is { } why)
        {
            Cell.Say(Token.Absent, why);
            return;
        }
        run->Entry = Entries.Address(args[3], name);
        run->Attach = Entries.AttachAddress(args[3]);
        if (run->Entry == 0)
        {
            Cell.Say(Token.Broken, "there is no entry " + args[3] + " for the body " + name);
            return;
        }
        Native.Expect(run);
        Calls.Prepare(run->Call);
        body.Arrange();
        if (Cell.Page->Token != Token.None)
            return;
        if (warm)
            ((delegate* unmanaged[Cdecl]<Slot*, long, long, long>)run->Entry)(caller, 1, 0);
        Native.Prepare(run);
        if (args.Length > 5 && !Modes.Begin(args))
            return;
        Cell.Page->Stage = Stage.Calling;
        long answer = body.Around();
        Cell.Page->Stage = caller->Stage = Stage.Checking;
        if (Native.ThreadWhen(run) == When.AtExit)
            return; // C checks the answer when the callbacks have come
        Cell.Page->Answer = answer;
        if (Cell.Page->ForkStatus != 0)
            Cell.Say(Token.Wrong, "the forked child did not come to its end"); // nothing of it is left to be checked
        else
            body.Check(answer);
        caller->Stage = Stage.Exiting;
    }

    static int Describe(string? library)
    {
        DescribeRuntime();
        Calls.Describe();
        Entries.Describe();
        Body.Find(null);
        Console.Out.Flush();
        byte* path = stackalloc byte[4096];
        Page.Write(path, 4096, library ?? "");
        Native.Describe(library == null ? null : path);
        Cell.Say(Token.Right, ""); // unless C has said before why there is nothing to describe
        return 0;
    }

    /// <summary>The build that runs this, in its own words: nothing around it can know them better.</summary>
    static void DescribeRuntime()
    {
        Assembly core = typeof(object).Assembly;
        string? version = core.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        int commit = version?.IndexOf('+') ?? -1;
        Console.Out.WriteLine(
            "{\"axis\":\"runtime\",\"name\":\"" + RuntimeInformation.FrameworkDescription + "\",\"sentence\":\"" + RuntimeInformation.RuntimeIdentifier + "\""
            + Field("commit", commit < 0 ? null : version![(commit + 1)..])
            + Field("configuration", core.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration) + "}");
    }

    /// <summary>One member of an axis as a JSON line. Names and sentences are ours and hold nothing to escape.</summary>
    public static void Line(
        string axis, string name, string sentence, string? doors = null, string? needs = null, string? absent = null) =>
        Console.Out.WriteLine("{\"axis\":\"" + axis + "\",\"name\":\"" + name + "\",\"sentence\":\"" + sentence + "\""
            + Field("entries", doors) + Field("needs", needs) + Field("absent", absent) + "}");

    static string Field(string name, string? value) => value == null ? "" : ",\"" + name + "\":\"" + value + "\"";
}

namespace Kit.Execution;

/// <summary>How far something got (enum kit_stage in page.h).</summary>
public enum Stage
{
    Starting = 0,
    Arranging = 1,
    Calling = 2,
    Entering = 3,
    Inside = 4,
    Leaving = 5,
    Returned = 6,
    Waiting = 7,
    Checking = 8,
    Exiting = 9,
    Ended = 10,
}

/// <summary>The call kind a thread is inside of (enum kit_call_kind).</summary>
public enum CallKind
{
    None = 0,
    Safe = 1,
    Unsafe = 2,
    SafePointer = 3,
    UnsafePointer = 4,
    Marshalled = 5,
}

/// <summary>What a thread says it waits for, without a time limit (enum kit_wait).</summary>
public enum Wait
{
    None = 0,
    Join = 1,
    Callback = 2,
    Lock = 3,
    Collection = 4,
    Task = 5,
    Finalizers = 6,
    Process = 7,
    Timed = 8,
}

/// <summary>The cell's last word (enum kit_token).</summary>
public enum Token
{
    None = 0,
    Right = 1,
    Wrong = 2,
    Broken = 3,
    Absent = 4,
}

/// <summary>The page's numbers in words. A stray number is told as a number: the page is written by what is under test.</summary>
public static class PageWords
{
    static readonly string[] Stages =
    [
        "starting", "arranging", "calling", "entering", "inside", "leaving", "returned", "waiting", "checking",
        "exiting", "ended",
    ];

    static readonly string[] Calls = ["none", "safe", "unsafe", "safe-pointer", "unsafe-pointer", "marshalled"];

    static readonly string[] Waits =
    [
        "none", "join", "callback", "lock", "collection", "task", "finalizers", "process", "timed",
    ];

    public static string Word(this Stage stage) => Word(Stages, (int)stage, "stage");

    public static string Word(this CallKind call) => Word(Calls, (int)call, "call");

    public static string Word(this Wait wait) => Word(Waits, (int)wait, "wait");

    /// <summary>The thread stays in cooperative mode while it is in C: a collection has to wait for it.</summary>
    public static bool IsUnsafe(this CallKind call) => call is CallKind.Unsafe or CallKind.UnsafePointer;

    static string Word(string[] words, int number, string what) =>
        number >= 0 && number < words.Length ? words[number] : $"{what} {number}";
}

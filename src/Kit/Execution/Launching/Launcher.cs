using System.Text;

namespace Kit.Execution;

/// <summary>One kit-launcher: a job slot that runs one child at a time. native/callbacks/launcher.c says what it does
/// and understands; it ends, with everything below it, when this process does, however that comes about.</summary>
public sealed class Launcher : IDisposable
{
    readonly LauncherProcess process;
    readonly Thread reader;
    readonly Lock gate = new();
    TaskCompletionSource<int>? starting;
    TaskCompletionSource<int>? spinning;
    TaskCompletionSource<Ended>? ended;
    LauncherException? dead;
    bool disposed;

    Launcher(LauncherProcess process)
    {
        this.process = process;

        // A thread of its own: a pipe is read by blocking, and the pool must not run short of threads.
        reader = new Thread(Read, maxStackSize: 256 * 1024) { IsBackground = true, Name = "launcher " + process.Pid };
        reader.Start();
    }

    /// <summary>The launcher's process.</summary>
    public int Pid => process.Pid;

    /// <summary>Where children run, and their TMPDIR. It is removed with the launcher.</summary>
    public string WorkDirectory => process.WorkDirectory;

    /// <summary>What the last child wrote to its standard output, until the next starts.</summary>
    public string OutputFile => Path.Combine(WorkDirectory, "out");

    /// <summary>The same for its standard error.</summary>
    public string ErrorFile => Path.Combine(WorkDirectory, "err");

    /// <summary>The descriptor under which a child has the page: the value of its KIT_PAGE.</summary>
    public int PageDescriptor => process.PageDescriptor;

    /// <summary>The address of the progress page, for reading: all zero when a child starts, as the child left it when
    /// it has ended. 0 after <see cref="Dispose"/>.</summary>
    public nint Page => process.Page;

    /// <summary>How the child that was started last ended.</summary>
    public Task<Ended> Ended =>
        ended?.Task ?? throw new InvalidOperationException("No child has been started.");

    /// <summary>Starts a launcher, with a work directory of its own.</summary>
    /// <exception cref="InstallationException">It is not built.</exception>
    /// <exception cref="LauncherException">It cannot run here.</exception>
    public static Launcher Open(Installation installation) => Open(installation.Need(installation.Launcher));

    /// <param name="program">The path of kit-launcher.</param>
    public static Launcher Open(string program) => new(LauncherProcess.Start(program));

    /// <summary>Starts a child and answers with its process once it executes its program.</summary>
    /// <exception cref="StartException">It could not be started.</exception>
    public Task<int> StartAsync(ChildStart start)
    {
        var request = start.ToRequest();
        lock (gate)
        {
            ThrowIfGone();
            if (ended is { Task.IsCompleted: false })
                throw new InvalidOperationException("The last child of this launcher has not ended.");

            ended = Promise<Ended>();
            starting = Promise<int>();
            var answer = starting.Task;
            process.Send(request);
            return answer;
        }
    }

    /// <summary>SIGKILL to the child and all that came of it; done when they are gone.</summary>
    public Task KillAsync()
    {
        lock (gate)
        {
            if (ended is null or { Task.IsCompleted: true })
                return Task.CompletedTask;

            process.Send("kill\n"u8);
            return ended.Task;
        }
    }

    /// <summary>Keeps so many processes busy until another call or the end, and answers how many.</summary>
    public Task<int> SpinAsync(int processes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(processes);
        lock (gate)
        {
            ThrowIfGone();
            if (spinning is not null)
                throw new InvalidOperationException("The last request to spin has not been answered.");

            spinning = Promise<int>();
            var answer = spinning.Task;
            process.Send(Encoding.ASCII.GetBytes($"spin {processes}\n"));
            return answer;
        }
    }

    /// <summary>Ends the launcher and everything below it, and removes the work directory.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
                return;

            disposed = true;
            process.Close();
        }

        reader.Join();
        process.Dispose();
    }

    // Continuations run elsewhere: the reader must go on reading.
    static TaskCompletionSource<T> Promise<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    static TaskCompletionSource<int>? Answer(ref TaskCompletionSource<int>? waiting)
    {
        var answered = waiting;
        waiting = null;
        return answered;
    }

    void ThrowIfGone()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (dead is not null)
            throw new LauncherException(dead.Message, dead);
    }

    void Read()
    {
        LauncherException? cause = null;
        try
        {
            while (process.ReadLine() is { } line)
                Take(line);
        }
        catch (Exception strange) when (strange is IOException or FormatException or IndexOutOfRangeException)
        {
            cause = new LauncherException($"kit-launcher (process {Pid}) says what is not understood", strange);
        }

        Fail(cause);
    }

    void Take(string line)
    {
        var words = line.Split(' ', 2);
        lock (gate)
        {
            switch (words[0])
            {
                case "started":
                    Answer(ref starting)?.SetResult(int.Parse(words[1]));
                    break;
                case "failed":
                    var failure = words[1].Split(' ', 2);
                    ended = null;
                    Answer(ref starting)?.SetException(
                        new StartException("cannot start " + failure[1], int.Parse(failure[0])));
                    break;
                case "ended":
                    ended?.SetResult(Execution.Ended.Parse(words[1]));
                    break;
                case "spinning":
                    Answer(ref spinning)?.SetResult(int.Parse(words[1]));
                    break;
                default:
                    throw new FormatException(line);
            }
        }
    }

    // No more answers. When nobody asked for the end, nothing of the launcher stays all the same; and in both cases
    // everybody who still waits for an answer learns why there is none.
    void Fail(LauncherException? cause)
    {
        if (Volatile.Read(ref disposed))
            cause ??= new LauncherException($"kit-launcher (process {Pid}) was closed before its child had ended");
        else
        {
            var end = process.Bury();
            cause ??= end;
        }

        lock (gate)
        {
            dead = cause;
            Answer(ref starting)?.SetException(cause);
            Answer(ref spinning)?.SetException(cause);
            if (ended?.TrySetException(cause) == true)
                _ = ended.Task.Exception; // nobody may be waiting for this one
        }
    }
}

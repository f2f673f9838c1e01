using System.ComponentModel;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace Kit.Execution;

/// <summary>The process of a launcher, its two pipes and its page: from the start to the last trace.</summary>
sealed unsafe class LauncherProcess : IDisposable
{
    // A Unix socket's path has at most 107 bytes, and a runtime's diagnostic socket in TMPDIR adds up to 54.
    const int LongestWorkDirectory = 107 - 54;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    static int last;

    readonly Process process;
    MemoryMappedFile? map;
    MemoryMappedViewAccessor? view;

    LauncherProcess(Process process, string workDirectory)
    {
        this.process = process;
        Pid = process.Id;
        WorkDirectory = workDirectory;
    }

    public int Pid { get; }

    public string WorkDirectory { get; }

    public int PageDescriptor { get; private set; }

    public nint Page { get; private set; }

    /// <summary>Starts it, and waits until it is ready.</summary>
    public static LauncherProcess Start(string program)
    {
        var work = NewWorkDirectory();
        var info = new ProcessStartInfo(program, [work])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        info.Environment.Clear();
        LauncherProcess launcher;
        try
        {
            launcher = new LauncherProcess(Process.Start(info)!, work);
        }
        catch (Win32Exception cause)
        {
            throw new LauncherException($"{program} cannot be started: {cause.Message}", cause);
        }

        try
        {
            launcher.MapPage();
            return launcher;
        }
        catch
        {
            launcher.Dispose();
            throw;
        }
    }

    /// <summary>The next answer, or null when no more will come. Blocks.</summary>
    public string? ReadLine() => process.StandardOutput.ReadLine();

    /// <summary>Makes a request. If it is gone nobody answers, and whoever reads the answers learns why.</summary>
    public void Send(ReadOnlySpan<byte> request)
    {
        try
        {
            var requests = process.StandardInput.BaseStream;
            requests.Write(request);
            requests.Flush();
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
        }
    }

    /// <summary>Lets it know that it is to end.</summary>
    public void Close()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A pipe that broke is closed enough.
        }
    }

    /// <summary>It answers no more although it should: removes what it left, and says how it ended.</summary>
    public LauncherException Bury()
    {
        End();
        var words = process.StandardError.ReadToEnd().Trim();
        var how = process.ExitCode > 128
            ? $"was ended by signal {process.ExitCode - 128}"
            : $"ended with exit code {process.ExitCode}";
        return new LauncherException($"kit-launcher (process {Pid}) {how}{(words.Length > 0 ? ": " : "")}{words}");
    }

    /// <summary>Nothing of it is left after this.</summary>
    public void Dispose()
    {
        End();
        if (Page != 0)
        {
            Page = 0;
            view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        view?.Dispose();
        map?.Dispose();
        process.Dispose();
    }

    void End()
    {
        Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            process.WaitForExit();
        }

        if (process.ExitCode != 0 || Directory.Exists(WorkDirectory))
            Remains.End(Pid, WorkDirectory);
    }

    void MapPage()
    {
        var ready = ReadLine()?.Split(' ');
        if (ready is not ["ready", _, var descriptor])
            throw Bury();

        PageDescriptor = int.Parse(descriptor);
        var file = new FileStream(
            $"/proc/{Pid}/fd/{descriptor}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        map = MemoryMappedFile.CreateFromFile(
            file, null, Execution.Page.Bytes, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = map.CreateViewAccessor(0, Execution.Page.Bytes, MemoryMappedFileAccess.Read);
        byte* page = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref page);
        Page = (nint)page;
    }

    static string NewWorkDirectory()
    {
        string path;
        do
        {
            var name = $"kit-{Environment.ProcessId}-{Interlocked.Increment(ref last)}";
            path = Path.Combine(Path.GetTempPath(), name);
            if (Encoding.UTF8.GetByteCount(path) > LongestWorkDirectory)
                path = Path.Combine("/tmp", name);
        }
        while (Path.Exists(path)); // left by a process that had our number and was killed together with its launchers

        return path;
    }
}

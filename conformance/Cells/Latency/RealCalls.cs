// Who asks whom, of a real library: packets that are called back against packets that are asked for; and the many small
// calls of a frame.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kit.Cells.Latency;

/// <summary>A whole savefile read by libpcap: an operation is one packet.</summary>
sealed unsafe class PcapProbe : Probe
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    delegate void Handler(long* sum, nint packet, nint bytes);

    static readonly Handler kept = Arrived;
    readonly nint function, handler;
    readonly bool asks;
    readonly int packets;

    /// <param name="packets">In the savefile.</param>
    /// <param name="entry">The door that pcap_loop calls back through; "c": pcap_next_ex is asked instead.</param>
    public PcapProbe(string entry, int packets)
    {
        this.packets = packets;
        asks = entry == "c";
        nint library = NativeLibrary.Load("libpcap.so.0.8");
        function = NativeLibrary.GetExport(library, asks ? "pcap_next_ex" : "pcap_loop");
        handler = entry switch
        {
            "uco" => (nint)(delegate* unmanaged[Cdecl]<long*, nint, nint, void>)&UcoArrived,
            "delegate" => Marshal.GetFunctionPointerForDelegate(kept),
            "export" => Doors.Exported("kit_time_export_packet"),
            _ => 0,
        };
    }

    public override long OperationsOf(long n) => n * packets;

    public override long Managed(long n)
    {
        long ticks = 0;
        for (long i = 0; i < n; i++)
        {
            nint capture = Open();
            long start = Sampler.Ticks();
            if (asks)
                Ask(capture);
            else
                Loop(capture);
            ticks += Sampler.Ticks() - start;
            Sampler.PcapClose(capture);
        }
        return ticks;
    }

    public override long Twin(long n)
    {
        long ticks = 0;
        for (long i = 0; i < n; i++)
        {
            nint capture = Open();
            long start = Sampler.Ticks();
            Sampler.PcapRead(capture, asks ? 1 : 0);
            ticks += Sampler.Ticks() - start;
            Sampler.PcapClose(capture);
        }
        return ticks;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    nint Open()
    {
        nint capture = Sampler.PcapPoll(packets);
        if (capture == 0)
            Cell.Say(Token.Broken, "libpcap makes no savefile here");
        return capture;
    }

    // Compiled fully at once: each is called once for thousands of operations, and would be the code of a first call for a
    // long time. caplen stands behind a struct timeval.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    long Ask(nint capture)
    {
        var next = (delegate* unmanaged[Cdecl]<nint, nint*, nint*, int>)function;
        long sum = 0;
        nint packet, bytes;
        while (capture != 0 && next(capture, &packet, &bytes) == 1)
            sum += *(uint*)(packet + 16);
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    long Loop(nint capture)
    {
        long sum = 0;
        if (capture != 0)
            ((delegate* unmanaged[Cdecl]<nint, int, nint, long*, int>)function)(capture, -1, handler, &sum);
        return sum;
    }

    static void Arrived(long* sum, nint packet, nint bytes) => *sum += *(uint*)(packet + 16);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void UcoArrived(long* sum, nint packet, nint bytes) => *sum += *(uint*)(packet + 16);

    [UnmanagedCallersOnly(EntryPoint = "kit_time_export_packet", CallConvs = [typeof(CallConvCdecl)])]
    static void ExportArrived(long* sum, nint packet, nint bytes) => *sum += *(uint*)(packet + 16);
}

/// <summary>A frame's worth of calls of OpenGL that set a state and draw nothing: an operation is one call.</summary>
sealed unsafe class FrameProbe : Probe
{
    const int Calls = 10_000;
    readonly delegate* unmanaged<int, int, int, int, void> scissor;
    readonly delegate* unmanaged<float, float, float, float, void> clearColor;

    public FrameProbe()
    {
        if (Sampler.EglCurrent() == 0)
            Cell.Say(Token.Broken, "EGL makes no context here");
        scissor = (delegate* unmanaged<int, int, int, int, void>)Sampler.EglFunction("glScissor");
        clearColor = (delegate* unmanaged<float, float, float, float, void>)Sampler.EglFunction("glClearColor");
    }

    public override long OperationsOf(long n) => n * Calls;

    public override long Managed(long n)
    {
        long start = Sampler.Ticks();
        for (long i = 0; i < n; i++)
            Frame();
        return Sampler.Ticks() - start;
    }

    public override long Twin(long n)
    {
        long start = Sampler.Ticks();
        for (long i = 0; i < n; i++)
            Sampler.EglFrame(Calls);
        return Sampler.Ticks() - start;
    }

    // Each in a method of its own, as the wrapper of a binding is.
    [MethodImpl(MethodImplOptions.NoInlining)]
    void Scissor(int x, int y, int width, int height) => scissor(x, y, width, height);

    [MethodImpl(MethodImplOptions.NoInlining)]
    void ClearColor(float red, float green, float blue, float alpha) => clearColor(red, green, blue, alpha);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    void Frame()
    {
        for (int i = 0; i < Calls; i += 2)
        {
            Scissor(0, 0, 1 + i % 32, 1);
            ClearColor(0, 0, 0, i % 32 / 32f);
        }
    }
}

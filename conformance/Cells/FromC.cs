// The child as a shared library: what the program native/callbacks/shared_host.c calls in place of Main.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kit.Cells;

static unsafe class FromC
{
    /// <summary>C has called, and so brought up this runtime.</summary>
    public static bool Entered { get; private set; }

    [UnmanagedCallersOnly(EntryPoint = "kit_cells_main", CallConvs = [typeof(CallConvCdecl)])]
    static int Start(int count, byte** words)
    {
        Entered = true;
        var args = new string[count];
        for (int i = 0; i < count; i++)
            args[i] = Marshal.PtrToStringUTF8((nint)words[i])!;
        return Program.Main(args);
    }
}

using System.Text;
using Kit.Execution;
using Xunit;

namespace Kit.Tests.Native;

/// <summary>To load the C++ runtime costs a child half a millisecond. It comes with libpartner.so, which only cells that throw
/// C++ exceptions load.</summary>
public class PartnerTests
{
    [Theory]
    [InlineData("libcallbacks.so", false)]
    [InlineData("libpartner.so", true)]
    public void What_every_child_loads_does_not_bring_the_runtime_of_cpp_along(string library, bool needsIt)
    {
        // Whatever a library needs is named in it (DT_NEEDED, https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.dynamic.html).
        var names = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Installation.Find().NativeDirectory, library)));

        Assert.Equal(needsIt, names.Contains("libstdc++.so", StringComparison.Ordinal));
    }
}

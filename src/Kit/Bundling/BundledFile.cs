namespace Kit.Bundling;

/// <summary>A file of a bundle.</summary>
/// <param name="Name">Relative to the bundle's top folder, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="IsProgram">Can be executed.</param>
/// <param name="Open">Its content.</param>
public sealed record BundledFile(string Name, long Bytes, bool IsProgram, Func<Stream> Open)
{
    /// <summary>A file of this machine.</summary>
    public static BundledFile Of(string name, string path)
    {
        var file = new FileInfo(path);
        file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file; // what it leads to is what is packed
        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file.FullName);
        return new BundledFile(name, file.Length, mode.HasFlag(UnixFileMode.UserExecute), file.OpenRead);
    }

    /// <summary>A text that is made for the bundle.</summary>
    public static BundledFile Of(string name, string text, bool isProgram)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return new BundledFile(name, bytes.Length, isProgram, () => new MemoryStream(bytes, writable: false));
    }
}

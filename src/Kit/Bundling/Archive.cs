using System.Formats.Tar;
using System.IO.Compression;

namespace Kit.Bundling;

/// <summary>Writes a <c>.tar.gz</c>, which every Linux can unpack. The same files give the same bytes: names are sorted, and
/// no time, owner or umask of this machine is in it (https://reproducible-builds.org/docs/archives/).</summary>
public static class Archive
{
    // Not 1970, of which tar says that it is implausibly old.
    private static readonly DateTimeOffset Time = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="to">Takes the bytes.</param>
    /// <param name="folder">The one folder that all of it unpacks to.</param>
    /// <param name="files">In any order.</param>
    /// <param name="packed">Is told how many bytes of files are in it, after each file.</param>
    public static void Write(Stream to, string folder, IEnumerable<BundledFile> files, Action<long> packed)
    {
        using var zip = new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true);
        using var tar = new TarWriter(zip, TarEntryFormat.Ustar, leaveOpen: true);
        long done = 0;
        foreach (var file in files.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            using var content = file.Open();
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{folder}/{file.Name}")
            {
                DataStream = content,
                Mode = file.IsProgram ? Readable | Executable : Readable,
                ModificationTime = Time,
            });
            packed(done += file.Bytes);
        }
    }
}

using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Kit.Bundling;

/// <summary>Writes a <c>.tar.gz</c>, which every Linux can unpack. The same files give the same bytes: their order is that of
/// their names, and no time, owner or umask of this machine is in it (https://reproducible-builds.org/docs/archives/). A file
/// that is there more than once is stored once, and linked: each child has libraries of tens of megabytes beside it.</summary>
public static class Archive
{
    // Not 1970, of which tar says that it is implausibly old.
    private static readonly DateTimeOffset Time = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Of a name in a header of this format.
    private const int LongestLink = 100;

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
        var stored = new Dictionary<(string Hash, bool IsProgram), string>();
        long done = 0;
        foreach (var file in files.OrderBy(f => f.Name.Length).ThenBy(f => f.Name, StringComparer.Ordinal)) // links lead to short names
        {
            var name = $"{folder}/{file.Name}";
            using var content = file.Open();
            var identity = (Convert.ToHexString(SHA256.HashData(content)), file.IsProgram);
            var isThere = stored.TryGetValue(identity, out var same) && same.Length <= LongestLink;
            tar.WriteEntry(isThere ? Entry(TarEntryType.HardLink, name, file, link: same) : Entry(TarEntryType.RegularFile, name, file, content));
            stored.TryAdd(identity, name);
            packed(done += file.Bytes);
        }
    }

    private static UstarTarEntry Entry(TarEntryType type, string name, BundledFile file, Stream? content = null, string? link = null)
    {
        var entry = new UstarTarEntry(type, name) { Mode = file.IsProgram ? Readable | Executable : Readable, ModificationTime = Time };
        if (link is not null)
        {
            entry.LinkName = link;
            return entry;
        }

        content!.Position = 0;
        entry.DataStream = content;
        return entry;
    }
}

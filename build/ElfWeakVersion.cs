#nullable disable
using System;
using System.IO;
using System.Text;

namespace CellCluster.Build;

/// <summary>Marks one required symbol version of a 64-bit little-endian ELF file as weak: the loader then warns instead of failing.</summary>
/// <remarks>
/// The section of type SHT_GNU_verneed is a chain of Elf64_Verneed (one per needed library: vn_version, vn_cnt, vn_file, vn_aux, vn_next),
/// each with a chain of Elf64_Vernaux (one per version: vna_hash u32, vna_flags u16, vna_other u16, vna_name u32, vna_next u32).
/// VER_FLG_WEAK is bit 0x2 of vna_flags. Size and layout of the file stay as they are.
/// Source: Linux Standard Base, "Symbol Versioning"; glibc elf/dl-version.c.
/// </remarks>
public static class ElfVersionNeeds
{
    private const uint SectionTypeVerneed = 0x6ffffffe;
    private const ushort WeakFlag = 0x2;

    /// <summary>Sets the weak flag of every requirement of <paramref name="version"/>.</summary>
    /// <returns>How many requirements are weak afterwards; 0 when the file does not ask for the version.</returns>
    /// <exception cref="InvalidDataException">The file is no 64-bit little-endian ELF file or an offset points outside it.</exception>
    public static int MakeWeak(byte[] elf, string version)
    {
        try
        {
            return Walk(elf, version);
        }
        catch (Exception fault) when (fault is ArgumentException || fault is IndexOutOfRangeException || fault is OverflowException)
        {
            throw new InvalidDataException("The ELF file is damaged: an offset points outside it.", fault);
        }
    }

    private static int Walk(byte[] elf, string version)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2 || elf[5] != 1)
        {
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        }
        int sections = checked((int)BitConverter.ToUInt64(elf, 0x28));
        int sectionSize = BitConverter.ToUInt16(elf, 0x3a);
        int sectionCount = BitConverter.ToUInt16(elf, 0x3c);
        int weak = 0;
        for (int i = 0; i < sectionCount; i++)
        {
            int section = sections + (i * sectionSize);
            if (BitConverter.ToUInt32(elf, section + 4) == SectionTypeVerneed)
            {
                int strings = sections + (BitConverter.ToInt32(elf, section + 0x28) * sectionSize); // sh_link: the string table
                weak += WalkNeeds(elf, checked((int)BitConverter.ToUInt64(elf, section + 0x18)), BitConverter.ToInt32(elf, section + 0x2c),
                    checked((int)BitConverter.ToUInt64(elf, strings + 0x18)), version);
            }
        }
        return weak;
    }

    private static int WalkNeeds(byte[] elf, int need, int needCount, int strings, string version)
    {
        int weak = 0;
        for (int i = 0; i < needCount; i++)
        {
            int aux = checked(need + BitConverter.ToInt32(elf, need + 8));
            int auxCount = BitConverter.ToUInt16(elf, need + 2);
            for (int j = 0; j < auxCount; j++)
            {
                if (NameIs(elf, checked(strings + BitConverter.ToInt32(elf, aux + 8)), version))
                {
                    ushort flags = (ushort)(BitConverter.ToUInt16(elf, aux + 4) | WeakFlag);
                    elf[aux + 4] = (byte)flags;
                    elf[aux + 5] = (byte)(flags >> 8);
                    weak++;
                }
                aux = checked(aux + BitConverter.ToInt32(elf, aux + 12));
            }
            need = checked(need + BitConverter.ToInt32(elf, need + 12));
        }
        return weak;
    }

    private static bool NameIs(byte[] elf, int at, string name)
    {
        int end = Array.IndexOf(elf, (byte)0, at);
        return end >= 0 && Encoding.ASCII.GetString(elf, at, end - at) == name;
    }
}

/// <summary>Writes copies of ELF files in which one version requirement is weak.</summary>
public static class ElfWeakCopy
{
    /// <summary>Writes the copy under a temporary name beside <paramref name="destination"/> and renames it over it; size and time stamp are those of <paramref name="source"/>.</summary>
    /// <returns>How many requirements are weak in the copy.</returns>
    public static int Write(string source, string destination, string version)
    {
        byte[] elf = File.ReadAllBytes(source);
        int weak = ElfVersionNeeds.MakeWeak(elf, version);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(destination)));
        string temporary = destination + ".new";
        File.WriteAllBytes(temporary, elf);
        File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(source));
        // Deleted and moved, never written into: the destination may be a hard link of a file that others use.
        File.Delete(destination);
        File.Move(temporary, destination);
        return weak;
    }
}

#if !ELF_EDIT_ALONE
/// <summary>The build task of TorchNative.targets.</summary>
public class ElfWeakVersion : Microsoft.Build.Utilities.Task
{
    [Microsoft.Build.Framework.Required]
    public string Source { get; set; }

    [Microsoft.Build.Framework.Required]
    public string Destination { get; set; }

    [Microsoft.Build.Framework.Required]
    public string Version { get; set; }

    public override bool Execute()
    {
        int weak = ElfWeakCopy.Write(Source, Destination, Version);
        Log.LogMessage(weak > 0
            ? Version + " is no longer required by " + Destination
            : Source + " does not require " + Version + ": this target can go");
        return true;
    }
}
#endif

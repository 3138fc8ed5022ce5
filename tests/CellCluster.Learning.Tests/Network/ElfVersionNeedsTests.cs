using System.Buffers.Binary;
using System.Text;
using CellCluster.Build;

namespace CellCluster.Learning.Tests.Network;

/// <summary>The edit that build/TorchNative.targets makes, on a file made here and on the one that it made.</summary>
public sealed class ElfVersionNeedsTests : IDisposable
{
    private const int NeedsAt = 0x100;
    private const int StringsAt = 0x200;
    private const int SectionsAt = 0x300;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void MakeWeak_RequiredVersion_SetsItsFlagAndNothingElse()
    {
        byte[] before = Elf();
        byte[] after = [.. before];
        Assert.Equal(1, ElfVersionNeeds.MakeWeak(after, "V_3"));
        // second library, second version: vna_flags of the fourth auxiliary entry
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
        Assert.Equal(NeedsAt + 32 + (3 * 16) + 4, Assert.Single(changed));
        Assert.Equal(2, after[changed[0]]);
        byte[] again = [.. after];
        Assert.Equal(1, ElfVersionNeeds.MakeWeak(again, "V_3"));
        Assert.Equal(after, again);
    }

    [Theory]
    [InlineData("V_4")]
    [InlineData("V_")]
    [InlineData("_3")]
    public void MakeWeak_OtherVersion_ChangesNothing(string version)
    {
        byte[] elf = Elf();
        Assert.Equal(0, ElfVersionNeeds.MakeWeak(elf, version));
        Assert.Equal(Elf(), elf);
    }

    [Fact]
    public void MakeWeak_NoElfOrDamagedElf_Throws()
    {
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(new byte[100], "V_3"));
        byte[] damaged = Elf();
        BinaryPrimitives.WriteInt32LittleEndian(damaged.AsSpan(NeedsAt + 8), int.MaxValue / 2);
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(damaged, "V_3"));
        Assert.Throws<InvalidDataException>(() => ElfVersionNeeds.MakeWeak(Elf()[..(SectionsAt + 10)], "V_3"));
    }

    [Fact]
    public void Write_OverAHardLink_LeavesTheSourceUnchanged()
    {
        string source = _folder.File("cache.so");
        File.WriteAllBytes(source, Elf());
        var stamp = new DateTime(2026, 5, 7, 10, 3, 28, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(source, stamp);
        string destination = _folder.File("output.so");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "hard links are made with ln");
        System.Diagnostics.Process.Start("ln", [source, destination]).WaitForExit();
        Assert.Equal(1, ElfWeakCopy.Write(source, destination, "V_3"));
        Assert.Equal(Elf(), File.ReadAllBytes(source));
        Assert.NotEqual(Elf(), File.ReadAllBytes(destination));
        Assert.Equal(stamp, File.GetLastWriteTimeUtc(destination));
        Assert.Equal(2, _folder.Names.Count());
    }

    [Fact]
    public void BuiltOutput_TorchSharpsLibrary_NoLongerRequiresTheVersion()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has this library");
        string built = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");
        byte[] now = File.ReadAllBytes(built);
        byte[] patched = [.. now];
        Assert.InRange(ElfVersionNeeds.MakeWeak(patched, "GLIBCXX_3.4.32"), 0, 1);
        Assert.Equal(now, patched);
    }

    public void Dispose() => _folder.Dispose();

    // Two libraries with two versions each: V_0, V_1 and V_2, V_3.
    private static byte[] Elf()
    {
        byte[] elf = new byte[SectionsAt + (3 * 64)];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(elf, 0);
        BinaryPrimitives.WriteInt64LittleEndian(elf.AsSpan(0x28), SectionsAt);
        BinaryPrimitives.WriteInt16LittleEndian(elf.AsSpan(0x3a), 64);
        BinaryPrimitives.WriteInt16LittleEndian(elf.AsSpan(0x3c), 3);
        Section(1, 0x6ffffffe, NeedsAt, link: 2, info: 2);
        Section(2, 3, StringsAt, link: 0, info: 0);
        for (int need = 0; need < 2; need++)
        {
            int at = NeedsAt + (16 * need);
            BinaryPrimitives.WriteInt16LittleEndian(elf.AsSpan(at), 1);
            BinaryPrimitives.WriteInt16LittleEndian(elf.AsSpan(at + 2), 2);
            BinaryPrimitives.WriteInt32LittleEndian(elf.AsSpan(at + 8), 32 - (16 * need) + (32 * need)); // auxiliaries follow both entries
            BinaryPrimitives.WriteInt32LittleEndian(elf.AsSpan(at + 12), need == 0 ? 16 : 0);
        }
        for (int version = 0; version < 4; version++)
        {
            int at = NeedsAt + 32 + (16 * version);
            BinaryPrimitives.WriteInt32LittleEndian(elf.AsSpan(at + 8), 1 + (4 * version));
            BinaryPrimitives.WriteInt32LittleEndian(elf.AsSpan(at + 12), version % 2 == 0 ? 16 : 0);
            Encoding.ASCII.GetBytes($"V_{version}").CopyTo(elf, StringsAt + 1 + (4 * version));
        }
        return elf;

        void Section(int index, uint type, long offset, int link, int info)
        {
            Span<byte> section = elf.AsSpan(SectionsAt + (64 * index));
            BinaryPrimitives.WriteUInt32LittleEndian(section[4..], type);
            BinaryPrimitives.WriteInt64LittleEndian(section[0x18..], offset);
            BinaryPrimitives.WriteInt32LittleEndian(section[0x28..], link);
            BinaryPrimitives.WriteInt32LittleEndian(section[0x2c..], info);
        }
    }
}

using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Plates.Tests;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Write_Fault_LeavesTheOldContentAndNothingElse()
    {
        string path = _temporary.In("a.txt");
        AtomicFile.Write(path, stream => stream.Write("old"u8));
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half of the n"u8);
            throw new InvalidOperationException("stop");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(path, Assert.Single(Directory.EnumerateFiles(_temporary.Path)));
    }

    [Fact]
    public void Write_Again_Replaces()
    {
        string path = _temporary.In("ä.txt");
        AtomicFile.Write(path, stream => stream.Write("old"u8));
        AtomicFile.Write(path, stream => stream.Write("n"u8));
        Assert.Equal("n", File.ReadAllText(path));
    }

    [Fact]
    public void Write_FolderVanished_IsAnErrorAndDoesNotMakeItAnew()
    {
        string path = _temporary.In("gone/a.txt");
        Assert.ThrowsAny<IOException>(() => AtomicFile.Write(path, _ => { }));
        Assert.False(Directory.Exists(_temporary.In("gone")));
    }

    [Fact]
    public void Leftovers_OfKilledRuns_AreRemovedAndNothingElse()
    {
        OutputFolder folder = OutputFolder.Open(_temporary.In("out"));
        folder.MakeFieldFolders(predicted: true, labels: true, objects: true);
        string[] stay = ["metrics.csv", "notes.tmp", "a~b.txt", "predicted/B03_f01_er.tif"];
        string[] go = ["metrics.csv.~123-4.tmp", "predicted/B03_f01_er.tif.~9-9.tmp", "labels/x.tif.~1-1.tmp", "objects/B03_f01_er.csv.~1-2.tmp", "cells/B03_f01.csv.~1-3.tmp"];
        foreach (string name in stay.Concat(go))
        {
            File.WriteAllText(folder.In(name), "");
        }
        Assert.Equal(5, folder.RemoveLeftovers());
        Assert.All(stay, name => Assert.True(File.Exists(folder.In(name))));
        Assert.All(go, name => Assert.False(File.Exists(folder.In(name))));
    }

    [Fact]
    public void Open_FileInItsPlace_IsAnError()
    {
        File.WriteAllText(_temporary.In("out"), "");
        Assert.Contains("a file of that name", Assert.Throws<OutputFolderException>(() => OutputFolder.Open(_temporary.In("out"))).Message);
        Assert.Contains("write", Assert.Throws<OutputFolderException>(() => OutputFolder.Open(_temporary.In("out/below"))).Message);
    }

    [Fact]
    public void Open_NotWritable_IsAnError()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a folder that nobody may write, root included: /proc");
        OutputFolderException fault = Assert.Throws<OutputFolderException>(() => OutputFolder.Open("/proc/cellcluster-out"));
        Assert.Contains("expected a folder that can be written", fault.Message);
        Assert.Equal("/proc/cellcluster-out", fault.Path);
    }

    [Fact]
    public void RequireSpace_TooLittle_NamesFoundAndNeeded()
    {
        OutputFolder folder = OutputFolder.Open(_temporary.In("out"));
        folder.RequireSpace(1);
        Assert.Contains("GB free; expected 1000000000.0 GB", Assert.Throws<OutputFolderException>(() => folder.RequireSpace(1_000_000_000_000_000_000)).Message);
    }

    [Fact]
    public void FileBytes_Counts_WhatIsWritten()
    {
        const long pixels = 10L * 3 * 1000 * 2000;
        Assert.Equal((pixels * 2 * 4 * 101 / 100) + (64 << 20), OutputFolder.FileBytes(10, 3, 1000, 2000, predicted: true, labels: true, objects: false));
        Assert.Equal((pixels / 2 * 101 / 100) + (64 << 20), OutputFolder.FileBytes(10, 3, 1000, 2000, predicted: false, labels: false, objects: true));
    }

    [Fact]
    public void Planes_Written_ReadBackWithTheSameHash()
    {
        OutputFolder folder = OutputFolder.Open(_temporary.In("out"));
        folder.MakeFieldFolders(predicted: true, labels: true, objects: true);
        FieldKey key = SampleFields.Key("B03", 7, acquisition: 2);
        using var predicted = new Plane<float>(2, 3, [1, 2, 3, 4, 5, -0.5f]);
        using var labels = new Plane<uint>(2, 3, [0, 0, 1, 1, 70000, 2]);
        OutputFile one = folder.WritePredicted(key, Organelle.Er, predicted);
        OutputFile other = folder.WriteLabels(key, Organelle.Er, labels, new TiffOptions { Compression = TiffCompression.Deflate });
        Assert.Equal(["predicted/B03_f07_er_a2.tif", "labels/B03_f07_er_a2.tif"], [one.Path, other.Path]);
        foreach (OutputFile file in (OutputFile[])[one, other])
        {
            using Plane read = ImageFile.Read(folder.In(file.Path));
            Assert.Equal(file.ContentHash, ContentHash.Of(read));
        }
    }
}

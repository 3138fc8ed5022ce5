using CellCluster.Pipeline;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Announcements, batches and cursors: what a cluster needs beside its plates.</summary>
public abstract partial class LedgerConformanceTests
{
    [Fact]
    public async Task Announce_New_IsListedAsItWasMadeUntilItIsClosed()
    {
        PlateAnnouncement low = Announcement("Z") with { Priority = PlatePriority.Low, DeviceKind = "cuda", FieldCount = 96 };
        PlateAnnouncement high = Announcement("A") with { Priority = PlatePriority.High };
        Assert.Equal(low, await Ledger.AnnouncePlateAsync(low, Cancellation));
        await Ledger.AnnouncePlateAsync(high, Cancellation);
        await ReopenAsync();
        Assert.Equal([low, high], await Ledger.ListAnnouncementsAsync(Cancellation));

        Time.Advance(TimeSpan.FromMinutes(1));
        await Ledger.CloseAnnouncementAsync("Z", AnnouncementEnd.Refused, "the model file is missing", Cancellation);

        Assert.Equal([high], await Ledger.ListAnnouncementsAsync(Cancellation));
        Assert.Equal(new AnnouncementRecord(low, AnnouncementEnd.Refused, "the model file is missing", Time.GetUtcNow()), await Ledger.FindAnnouncementAsync("Z", Cancellation));
        Assert.Equal(new AnnouncementRecord(high, null, "", null), await Ledger.FindAnnouncementAsync("A", Cancellation));
        Assert.Null(await Ledger.FindAnnouncementAsync("unknown", Cancellation));
    }

    [Fact]
    public async Task Announce_WhileOneIsOpen_GetsThatOne()
    {
        PlateAnnouncement first = Announcement("A");
        await Ledger.AnnouncePlateAsync(first, Cancellation);

        Assert.Equal(first, await Ledger.AnnouncePlateAsync(first with { Options = "{}", Priority = PlatePriority.High }, Cancellation));
        Assert.Equal([first], await Ledger.ListAnnouncementsAsync(Cancellation));
    }

    [Fact]
    public async Task Announce_AfterOneIsClosed_ReplacesItAtTheEndOfTheList()
    {
        await Ledger.AnnouncePlateAsync(Announcement("A"), Cancellation);
        await Ledger.AnnouncePlateAsync(Announcement("B"), Cancellation);
        await Ledger.CloseAnnouncementAsync("A", AnnouncementEnd.Withdrawn, "by a person", Cancellation);
        await Ledger.CloseAnnouncementAsync("A", AnnouncementEnd.Opened, "", Cancellation);
        Assert.Equal(AnnouncementEnd.Withdrawn, (await Ledger.FindAnnouncementAsync("A", Cancellation))!.End);

        PlateAnnouncement second = Announcement("A") with { Options = "{}", At = Time.GetUtcNow() };
        Assert.Equal(second, await Ledger.AnnouncePlateAsync(second, Cancellation));

        Assert.Equal(["B", "A"], (await Ledger.ListAnnouncementsAsync(Cancellation)).Select(one => one.PlateId));
        Assert.Null((await Ledger.FindAnnouncementAsync("A", Cancellation))!.End);
        await Ledger.CloseAnnouncementAsync("never announced", AnnouncementEnd.Opened, "", Cancellation);
    }

    [Fact]
    public async Task Announce_ManyCallersForOnePlate_AgreeOnOne()
    {
        PlateAnnouncement[] agreed = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () => Ledger.AnnouncePlateAsync(Announcement("A") with { SubmittedBy = $"client {i}" }, Cancellation))));

        Assert.Single(agreed.Distinct());
        Assert.Equal([agreed[0]], await Ledger.ListAnnouncementsAsync(Cancellation));
    }

    [Fact]
    public async Task ListBatch_PlatesOfSeveralBatches_GivesThoseOfOneInOrder()
    {
        await Ledger.OpenPlateAsync(Plate(1, "Z"), Cancellation);
        await Ledger.OpenPlateAsync(Plate(1, "M", "B2"), Cancellation);
        await Ledger.OpenPlateAsync(Plate(1, "A"), Cancellation);

        IReadOnlyList<PlateRecord> plates = await Ledger.ListBatchAsync("B1", Cancellation);

        Assert.Equal(["Z", "A"], plates.Select(plate => plate.PlateId));
        Assert.Equal("w1", plates[0].Fingerprint.Parts["weights"]);
        Assert.Empty(await Ledger.ListBatchAsync("B3", Cancellation));
    }

    [Fact]
    public async Task Cursor_Moved_IsWhereItWasMovedToAndOfOneNameOnly()
    {
        Assert.Equal(0, await Ledger.ReadCursorAsync("stream", Cancellation));
        Assert.True(await Ledger.MoveCursorAsync("stream", 0, 7, Cancellation));
        Assert.True(await Ledger.MoveCursorAsync("stream", 7, 8, Cancellation));
        await ReopenAsync();
        Assert.Equal(8, await Ledger.ReadCursorAsync("stream", Cancellation));
        Assert.Equal(0, await Ledger.ReadCursorAsync("webhooks", Cancellation));
    }

    [Fact]
    public async Task Cursor_MovedFromElsewhere_StaysWhereItIs()
    {
        Assert.False(await Ledger.MoveCursorAsync("stream", 3, 7, Cancellation));
        Assert.True(await Ledger.MoveCursorAsync("stream", 0, 5, Cancellation));
        Assert.False(await Ledger.MoveCursorAsync("stream", 0, 9, Cancellation));
        Assert.Equal(5, await Ledger.ReadCursorAsync("stream", Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.MoveCursorAsync("stream", 5, 5, Cancellation));
    }

    [Fact]
    public async Task Cursor_ManyMovers_ExactlyOneSucceedsEachTime()
    {
        for (long from = 0; from < 3; from++)
        {
            bool[] moved = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Ledger.MoveCursorAsync("stream", from, from + 1, Cancellation))));
            Assert.Single(moved, one => one);
        }
    }
}

using CellCluster.Plates;

namespace CellCluster.Grains.Tests;

public class FieldQueueTests
{
    private static FieldKey Key(int field) => new(1, new WellId(0, 0), new FieldIndex(field));

    [Fact]
    public void Queue_Suspects_ComeLastAndAlone()
    {
        var queue = new FieldQueue();
        queue.Add(Key(1), isSuspect: true);
        queue.Add(Key(3), isSuspect: false);
        queue.Add(Key(2), isSuspect: false);

        Assert.True(queue.TryTake(inWork: 0, "cpu:0", out FieldKey first));
        Assert.True(queue.TryTake(inWork: 1, "cpu:0", out FieldKey second));
        Assert.False(queue.TryTake(inWork: 2, "cpu:0", out _));
        Assert.True(queue.TryTake(inWork: 0, "cpu:0", out FieldKey third));

        Assert.Equal([Key(2), Key(3), Key(1)], [first, second, third]);
        Assert.True(queue.IsEmpty);
    }
}

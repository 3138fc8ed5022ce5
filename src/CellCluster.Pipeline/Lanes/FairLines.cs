namespace CellCluster.Pipeline;

/// <summary>What waits in a line: whose it is, how large the share of its owner, what it costs.</summary>
internal interface IInLine
{
    /// <summary>Whose line it waits in.</summary>
    string PlateId { get; }

    /// <summary>Items of one field are served together; empty: it belongs to no field.</summary>
    string Field { get; }

    /// <summary>Share of the plate beside others, above 0.</summary>
    int Weight { get; }

    /// <summary>What serving it takes, above 0, in any unit that is the same for all.</summary>
    double Cost { get; }
}

/// <summary>One line per plate, served in weighted turns (stride scheduling).</summary>
/// <remarks>
/// Every line has a position that grows by cost / weight with each item served; the line with the smallest position is next, so plates that all
/// wait get cost in proportion to weight, within one item each, and none waits for ever. A line that was empty starts at the common position:
/// who paused saves up nothing; it keeps a position that is ahead, so sending items one at a time gains nothing either. Within a line items go
/// first come, first served, but a field that was begun is served on while it has items waiting: fields end one after the other instead of all
/// late. Not thread-safe.
/// </remarks>
internal sealed class FairLines<T>
    where T : class, IInLine
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private double _position;
    private long _arrivals;

    private sealed class Line
    {
        public LinkedList<(T Item, long Arrival)> Waiting { get; } = [];

        public double Position { get; set; }

        public string? FieldBegun { get; set; }

        public LinkedListNode<(T Item, long Arrival)> Next
        {
            get
            {
                for (LinkedListNode<(T Item, long Arrival)>? node = Waiting.First; node is not null && FieldBegun is { Length: > 0 }; node = node.Next)
                {
                    if (node.Value.Item.Field == FieldBegun)
                    {
                        return node;
                    }
                }
                return Waiting.First!;
            }
        }
    }

    /// <summary>Items that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an item at the end of its plate's line.</summary>
    public void Add(T item)
    {
        if (!_lines.TryGetValue(item.PlateId, out Line? line))
        {
            _lines[item.PlateId] = line = new Line();
        }
        if (line.Waiting.Count == 0)
        {
            line.Position = Math.Max(line.Position, _position);
        }
        line.Waiting.AddLast((item, _arrivals++));
        Count++;
    }

    /// <summary>Takes the item whose turn it is; null when none waits.</summary>
    public T? Take()
    {
        Line? next = Smallest(static _ => true);
        if (next is null)
        {
            return null;
        }
        _position = next.Position;
        T item = Serve(next);
        Forget();
        return item;
    }

    /// <summary>Takes along, out of turn, the next item of the line with the smallest position whose next item fits; its plate pays for it all the
    /// same. Null when none fits.</summary>
    public T? TakeAlong(Predicate<T> fits) => Smallest(fits) is { } line ? Serve(line) : null;

    /// <summary>Takes an item out; false when it does not wait.</summary>
    public bool Remove(T item)
    {
        if (!_lines.TryGetValue(item.PlateId, out Line? line))
        {
            return false;
        }
        for (LinkedListNode<(T Item, long Arrival)>? node = line.Waiting.First; node is not null; node = node.Next)
        {
            if (ReferenceEquals(node.Value.Item, item))
            {
                line.Waiting.Remove(node);
                Count--;
                return true;
            }
        }
        return false;
    }

    /// <summary>Takes everything out, in no order of turns.</summary>
    public IReadOnlyList<T> Clear()
    {
        T[] all = [.. _lines.Values.SelectMany(line => line.Waiting).OrderBy(waiting => waiting.Arrival).Select(waiting => waiting.Item)];
        _lines.Clear();
        Count = 0;
        return all;
    }

    private Line? Smallest(Predicate<T> fits)
    {
        Line? smallest = null;
        foreach (Line line in _lines.Values)
        {
            if (line.Waiting.Count > 0 && fits(line.Next.Value.Item)
                && (smallest is null || line.Position < smallest.Position
                    || (line.Position == smallest.Position && line.Next.Value.Arrival < smallest.Next.Value.Arrival)))
            {
                smallest = line;
            }
        }
        return smallest;
    }

    private T Serve(Line line)
    {
        LinkedListNode<(T Item, long Arrival)> node = line.Next;
        T item = node.Value.Item;
        line.Waiting.Remove(node);
        line.FieldBegun = item.Field;
        line.Position += item.Cost / item.Weight;
        Count--;
        return item;
    }

    // A plate that has gone has nothing to pay any more once the others have come as far.
    private void Forget()
    {
        foreach ((string plate, Line line) in _lines)
        {
            if (line.Waiting.Count == 0 && line.Position <= _position)
            {
                _lines.Remove(plate); // allowed while a Dictionary is enumerated
            }
        }
    }
}

namespace CellCluster.Imaging.Tests.Morphology;

/// <summary>scikit-image's flood as it stands there: one binary heap, items compared by (height, age), all markers of age 0.</summary>
internal static class HeapWatershed
{
    private readonly record struct Item(float Value, int Age, int Index)
    {
        public bool IsSmallerThan(Item other) => Value != other.Value ? Value < other.Value : Age < other.Age;
    }

    public static uint[] Flood(Plane<float> height, Plane<uint> markers, Plane<byte>? mask, bool corners)
    {
        (int Dy, int Dx)[] steps = [(-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)];
        uint[] labels = [.. markers.Buffer.Select((id, i) => mask is null || mask.Buffer[i] != 0 ? id : 0)];
        var heap = new List<Item>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] != 0)
            {
                Push(heap, new Item(height.Buffer[i], 0, i));
            }
        }
        int age = 1;
        while (heap.Count > 0)
        {
            Item item = Pop(heap);
            foreach ((int dy, int dx) in steps.Take(corners ? 8 : 4))
            {
                int y = (item.Index / height.Width) + dy;
                int x = (item.Index % height.Width) + dx;
                int at = (y * height.Width) + x;
                if (y >= 0 && x >= 0 && y < height.Height && x < height.Width && (mask is null || mask.Buffer[at] != 0) && labels[at] == 0)
                {
                    labels[at] = labels[item.Index];
                    Push(heap, new Item(height.Buffer[at], ++age, at));
                }
            }
        }
        return labels;
    }

    private static void Push(List<Item> heap, Item item)
    {
        heap.Add(item);
        for (int child = heap.Count - 1; child > 0 && heap[child].IsSmallerThan(heap[(child - 1) / 2]); child = (child - 1) / 2)
        {
            (heap[child], heap[(child - 1) / 2]) = (heap[(child - 1) / 2], heap[child]);
        }
    }

    private static Item Pop(List<Item> heap)
    {
        Item top = heap[0];
        heap[0] = heap[^1];
        heap.RemoveAt(heap.Count - 1);
        for (int at = 0, smallest = 0; (2 * at) + 1 < heap.Count; at = smallest)
        {
            int left = (2 * at) + 1;
            smallest = heap[left].IsSmallerThan(heap[at]) ? left : at;
            smallest = left + 1 < heap.Count && heap[left + 1].IsSmallerThan(heap[smallest]) ? left + 1 : smallest;
            if (smallest == at)
            {
                break;
            }
            (heap[at], heap[smallest]) = (heap[smallest], heap[at]);
        }
        return top;
    }
}

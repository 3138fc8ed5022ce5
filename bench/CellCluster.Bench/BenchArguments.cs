namespace CellCluster.Bench;

/// <summary>What a benchmark is run on.</summary>
/// <param name="Fields">Fields of the plate. Default 6.</param>
/// <param name="Size">Height and width of a field, px. Default 2136.</param>
/// <param name="Lanes">CPU lanes. Default 2.</param>
/// <param name="Model">Weights file; null: random weights of the default network with one output.</param>
/// <param name="Python">Interpreter of the peer. Default python3.</param>
/// <param name="Only">Names of operations, with commas between them; null: all. For accuracy the way of declumping.</param>
/// <param name="Data">Folder of images with index.csv, for accuracy.</param>
internal sealed record BenchArguments(int Fields = 6, int Size = 2136, int Lanes = 2, string? Model = null, string Python = "python3", string? Only = null, string? Data = null)
{
    /// <summary>Whether an operation is asked for.</summary>
    public bool Asks(string name) => Only is null || Only.Split(',').Contains(name, StringComparer.Ordinal);

    public static BenchArguments Parse(string[] arguments)
    {
        var parsed = new BenchArguments();
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            string value = arguments[i + 1];
            parsed = arguments[i] switch
            {
                "--fields" => parsed with { Fields = int.Parse(value) },
                "--size" => parsed with { Size = int.Parse(value) },
                "--lanes" => parsed with { Lanes = int.Parse(value) },
                "--model" => parsed with { Model = value },
                "--python" => parsed with { Python = value },
                "--only" => parsed with { Only = value },
                "--data" => parsed with { Data = value },
                string other => throw new ArgumentException($"{other} is no option of a benchmark"),
            };
        }
        return parsed;
    }
}

namespace CellCluster.Learning;

/// <summary>Random numbers of one crop of one step: a function of (seed, step, index) alone, so that a resumed run draws what an undisturbed one draws.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195) started from the three numbers mixed one after the other.</remarks>
internal struct StepRandom
{
    private ulong _state;

    public StepRandom(long seed, long step, int index)
    {
        _state = Mix(Mix(Mix(unchecked((ulong)seed)) + unchecked((ulong)step)) + unchecked((ulong)index));
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Finish(_state);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * Unit());

    /// <summary>Uniform in 0..count-1; the bias is below count / 2^53.</summary>
    public int Below(int count) => (int)(Unit() * count);

    /// <summary>True in one of two draws.</summary>
    public bool Coin() => (Next() >> 63) != 0;

    private static ulong Mix(ulong value) => Finish(value + 0x9E3779B97F4A7C15);

    private static ulong Finish(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

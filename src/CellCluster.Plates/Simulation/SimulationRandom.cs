namespace CellCluster.Plates.Simulation;

/// <summary>A stream of random numbers that depends on nothing but its key: xoshiro256** seeded through SplitMix64.</summary>
/// <remarks>
/// <see cref="Random"/> promises no sequence across versions of .NET, and one generator shared by fields would make a field depend on the
/// order in which fields are made. So every field (and every stage within it, by <c>stream</c>) has a stream of its own.
/// Source: Blackman and Vigna, doi:10.1145/3460772. Not thread-safe.
/// </remarks>
internal sealed class SimulationRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>The stream of the given key; every part of it matters.</summary>
    public SimulationRandom(long seed, int row, int column, int field, int stream)
    {
        ulong state = Mix(unchecked((ulong)seed));
        state = Mix(state ^ unchecked((ulong)(uint)row + 0x9E37_79B9UL));
        state = Mix(state ^ (unchecked((ulong)(uint)column) << 8));
        state = Mix(state ^ (unchecked((ulong)(uint)field) << 16));
        state = Mix(state ^ (unchecked((ulong)(uint)stream) << 24));
        _s0 = state = Mix(state);
        _s1 = state = Mix(state);
        _s2 = state = Mix(state);
        _s3 = Mix(state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float Unit() => (NextBits() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>Uniform among 0 .. <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)((NextBits() >> 32) * (ulong)count >> 32);

    /// <summary>Uniform angle in radians, [0, 2 pi).</summary>
    public float Angle() => Unit() * MathF.Tau;

    /// <summary>Normal with mean 0 and deviation 1 (Box-Muller).</summary>
    public float Normal() => MathF.Sqrt(-2f * MathF.Log(1f - Unit())) * MathF.Cos(Angle());

    /// <summary>Nearly normal with mean 0 and deviation 1: the sum of four uniform numbers, for camera noise, where millions are needed.</summary>
    /// <remarks>Range -3.46 .. 3.46, excess kurtosis -0.3; one draw of 64 bits per value.</remarks>
    public float QuickNormal()
    {
        ulong bits = NextBits();
        uint sum = (uint)(bits & 0xFFFF) + (uint)((bits >> 16) & 0xFFFF) + (uint)((bits >> 32) & 0xFFFF) + (uint)(bits >> 48);
        return (sum - 131070f) * (1f / 37837.23f); // deviation of the sum: 65536 * sqrt(4 / 12)
    }

    /// <summary>exp of a normal number of deviation <paramref name="sigma"/>: a factor around 1.</summary>
    public float Factor(float sigma) => MathF.Exp(sigma * Normal());

    /// <summary>A Poisson number of mean <paramref name="mean"/>; above 50 the rounded normal approximation.</summary>
    public int Poisson(double mean)
    {
        if (mean > 50)
        {
            return Math.Max(0, (int)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        }
        double limit = Math.Exp(-mean);
        int count = 0;
        for (double product = Unit(); product > limit; product *= Unit())
        {
            count++;
        }
        return count;
    }

    private static ulong Mix(ulong state)
    {
        state += 0x9E37_79B9_7F4A_7C15UL;
        state = (state ^ (state >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        state = (state ^ (state >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return state ^ (state >> 31);
    }
}

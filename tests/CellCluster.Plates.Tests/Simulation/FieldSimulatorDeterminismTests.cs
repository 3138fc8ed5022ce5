using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CellCluster.Imaging;
using CellCluster.Plates.Simulation;

namespace CellCluster.Plates.Tests.Simulation;

public sealed class FieldSimulatorDeterminismTests
{
    private static readonly SimulationOptions s_options = new() { HeightPx = 96, WidthPx = 112, FluorescenceNoise = 1, EmptyFieldShare = 0.2 };

    private static readonly (WellId Well, FieldIndex Field)[] s_fields =
        [.. from column in Enumerable.Range(1, 3) from field in Enumerable.Range(1, 3) select (new WellId(1, column), new FieldIndex(field))];

    [Fact]
    public void Hashes_AnotherOrderAndManyThreads_AreTheSame()
    {
        string[] inOrder = [.. s_fields.Select(static field => Hash(s_options, field.Well, field.Field))];
        string[] reversed = [.. s_fields.Reverse().Select(static field => Hash(s_options, field.Well, field.Field)).Reverse()];
        string[] together = new string[s_fields.Length];
        Parallel.For(0, s_fields.Length, i => together[i] = Hash(s_options, s_fields[i].Well, s_fields[i].Field));
        Assert.Equal(inOrder, reversed);
        Assert.Equal(inOrder, together);
    }

    [Fact]
    public void Hashes_OtherFieldWellOrSeed_AllDiffer()
    {
        string[] hashes =
        [
            .. s_fields.Select(static field => Hash(s_options, field.Well, field.Field)),
            Hash(s_options with { Seed = 2 }, s_fields[0].Well, s_fields[0].Field),
            Hash(s_options, new WellId(2, 1), s_fields[0].Field),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Truth_OtherCameraSettings_StaysTheSame()
    {
        using SimulatedField plain = FieldSimulator.Simulate(s_options, s_fields[0].Well, s_fields[0].Field);
        using SimulatedField dark = FieldSimulator.Simulate(
            s_options with { Exposure = 0.1, Noise = 5, DefocusUm = 4, Mode = TransmittedLightMode.Phase }, s_fields[0].Well, s_fields[0].Field);
        Assert.Equal(plain.NucleusLabels.Buffer, dark.NucleusLabels.Buffer);
        Assert.Equal(plain.Golgi.Buffer, dark.Golgi.Buffer);
        Assert.NotEqual(plain.TransmittedLight.Buffer, dark.TransmittedLight.Buffer);
    }

    private static string Hash(SimulationOptions options, WellId well, FieldIndex field)
    {
        using SimulatedField simulated = FieldSimulator.Simulate(options, well, field);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(simulated.TransmittedLight);
        Append(simulated.Nuclei);
        Append(simulated.Er);
        Append(simulated.Golgi);
        Append(simulated.NucleusLabels);
        return Convert.ToHexString(hash.GetHashAndReset());

        void Append<T>(Plane<T> plane)
            where T : unmanaged => hash.AppendData(MemoryMarshal.AsBytes(plane.Pixels));
    }
}

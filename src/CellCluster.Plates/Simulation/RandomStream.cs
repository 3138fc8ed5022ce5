namespace CellCluster.Plates.Simulation;

/// <summary>Which stage draws from a random stream: a change in one stage leaves the numbers of the others alone.</summary>
internal static class RandomStream
{
    public const int Placement = 1;
    public const int Texture = 2;
    public const int Organelles = 3;
    public const int Debris = 4;
    public const int Camera = 5;
    public const int Focus = 6;
    public const int Empty = 7;
    public const int Clone = 8;
    public const int Illumination = 9;
    public const int Fluorescence = 10;
}

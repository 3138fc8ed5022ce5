namespace CellCluster.Analysis;

/// <summary>One numeric column of a table: how it is called and how it comes from a row.</summary>
/// <typeparam name="T">What a row is about.</typeparam>
/// <param name="Name">In tables, snake_case, with the unit where there is one.</param>
/// <param name="Title">For a person.</param>
/// <param name="Unit">Empty for plain numbers.</param>
/// <param name="Value">The number; NaN where it is not defined.</param>
public sealed record MeasuredColumn<T>(string Name, string Title, string Unit, Func<T, double> Value);

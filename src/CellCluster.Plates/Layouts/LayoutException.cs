namespace CellCluster.Plates;

/// <summary>A plate's folder or one of its tables cannot be understood: where, what was found, what was expected, what to do.</summary>
public sealed class LayoutException : Exception
{
    /// <summary>A fault of a whole file or folder.</summary>
    public LayoutException(string path, string found, string expected, string advice, Exception? inner = null)
        : this(path, 0, found, expected, advice, inner)
    {
    }

    /// <summary>A fault at a line (from 1) of a text file.</summary>
    public LayoutException(string path, int line, string found, string expected, string advice, Exception? inner = null)
        : base(Describe(path, line, found, expected, advice), inner) =>
        (Path, Line, Found, Expected) = (path, line, found, expected);

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The line, from 1; 0 where no line is to blame.</summary>
    public int Line { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }

    private static string Describe(string path, int line, string found, string expected, string advice) =>
        $"{path}{(line > 0 ? $", line {line}" : "")}: found {found}; expected {expected}; {advice}";
}

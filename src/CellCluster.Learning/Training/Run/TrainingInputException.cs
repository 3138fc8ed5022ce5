namespace CellCluster.Learning;

/// <summary>A training cannot start or go on with what it was given; the message says what was found, what is expected and what to do.</summary>
public sealed class TrainingInputException : Exception
{
    /// <summary>One clear line.</summary>
    public TrainingInputException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

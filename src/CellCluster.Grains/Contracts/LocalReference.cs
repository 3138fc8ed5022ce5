using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace CellCluster.Grains;

/// <summary>Hands an object to a grain of the same silo by reference: planes and what holds them.</summary>
/// <remarks>Copying within the silo gives the same object. Sending it to another silo would copy its pixels: the codec throws and counts, so that it shows.</remarks>
/// <param name="value">The object.</param>
public sealed class LocalReference<T>(T value)
    where T : class
{
    /// <summary>The object itself.</summary>
    public T Value { get; } = value;
}

/// <summary>Counts attempts to send pixels between silos: 0 in a healthy cluster.</summary>
public static class LocalReferences
{
    private static long s_refused;

    /// <summary>How often a codec was asked to write one since the process started.</summary>
    public static long RefusedCount => Interlocked.Read(ref s_refused);

    internal static InvalidOperationException Refuse(Type type)
    {
        Interlocked.Increment(ref s_refused);
        return new InvalidOperationException($"A {type.Name} is handed on by reference within a silo only; between silos send the path and hash of a stored file.");
    }
}

[RegisterSerializer]
internal sealed class LocalReferenceCodec<T> : IFieldCodec<LocalReference<T>>
    where T : class
{
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, LocalReference<T>? value)
        where TBufferWriter : IBufferWriter<byte> =>
        throw LocalReferences.Refuse(typeof(T));

    public LocalReference<T> ReadValue<TInput>(ref Reader<TInput> reader, Field field) => throw LocalReferences.Refuse(typeof(T));
}

[RegisterCopier]
internal sealed class LocalReferenceCopier<T> : IDeepCopier<LocalReference<T>>
    where T : class
{
    public LocalReference<T>? DeepCopy(LocalReference<T>? input, CopyContext context) => input;
}

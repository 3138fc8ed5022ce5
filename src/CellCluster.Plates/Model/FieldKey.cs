namespace CellCluster.Plates;

/// <summary>The number that the microscope's software gave a field within its well ("site", "FOV"); usually from 1.</summary>
public readonly record struct FieldIndex(int Value) : IComparable<FieldIndex>
{
    /// <inheritdoc/>
    public int CompareTo(FieldIndex other) => Value.CompareTo(other.Value);

    /// <summary>At least two digits: <c>07</c>.</summary>
    public override string ToString() => $"{Value:00}";
}

/// <summary>One field of a plate: the acquisition (1 = first), the well and the field's number in it.</summary>
public readonly record struct FieldKey(int Acquisition, WellId Well, FieldIndex Field) : IComparable<FieldKey>
{
    /// <summary>The file of one organelle: <c>B03_f07_nuclei.tif</c>, <c>B03_f07_nuclei_a2.tif</c>; of the whole field: <c>B03_f07.csv</c>.</summary>
    /// <param name="what">The organelle's name; empty for the whole field.</param>
    /// <param name="ending">Without its point.</param>
    public string FileName(string what, string ending = "tif")
    {
        string middle = what.Length > 0 ? $"_{what}" : "";
        string pass = Acquisition == 1 ? "" : $"_a{Acquisition}";
        return $"{Well}_f{Field}{middle}{pass}.{ending}";
    }

    /// <summary>By acquisition, then well, then field.</summary>
    public int CompareTo(FieldKey other)
    {
        int order = Acquisition.CompareTo(other.Acquisition);
        order = order != 0 ? order : Well.CompareTo(other.Well);
        return order != 0 ? order : Field.CompareTo(other.Field);
    }

    /// <summary>For messages: <c>well B03, field 7</c>.</summary>
    public override string ToString() =>
        Acquisition == 1 ? $"well {Well}, field {Field.Value}" : $"acquisition {Acquisition}, well {Well}, field {Field.Value}";
}

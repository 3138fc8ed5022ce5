using Npgsql;

namespace CellCluster.Ledger.Tests;

/// <summary>Addresses of clusters; what is wrong with one is said without its password.</summary>
public sealed class ClusterAddressTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Parse_WholeAddress_GivesEveryPart()
    {
        ClusterAddress address = ClusterAddress.Parse("postgres://ann%40lab:p%3Aw%2Fd%20x@db.example.org:6543/cell-cluster?schema=lab_2&sslmode=verify-full&sslrootcert=%2Fca.pem");

        Assert.Equal(("ann@lab", "cell-cluster", "db.example.org", 6543, "lab_2"), (address.User, address.Database, address.Host, address.Port, address.Schema));
        var settings = new NpgsqlConnectionStringBuilder(address.ConnectionString);
        Assert.Equal(("ann@lab", "p:w/d x", "db.example.org", 6543, "cell-cluster"), (settings.Username, settings.Password, settings.Host, settings.Port, settings.Database));
        Assert.Equal((SslMode.VerifyFull, "/ca.pem", "lab_2"), (settings.SslMode, settings.RootCertificate, settings.SearchPath));
        Assert.Equal("postgres://ann@lab@db.example.org:6543/cell-cluster?schema=lab_2", address.Redacted);
        Assert.Equal(address.Redacted, address.ToString());
    }

    [Fact]
    public void Parse_ShortestAddress_TakesTheDefaults()
    {
        ClusterAddress address = ClusterAddress.Parse("postgresql://me@localhost/lab");
        Assert.Equal((5432, "cellcluster"), (address.Port, address.Schema));
        Assert.Equal(SslMode.Prefer, new NpgsqlConnectionStringBuilder(address.ConnectionString).SslMode);
    }

    [Fact]
    public async Task Parse_PasswordFile_IsReadUnlessTheAddressHasOne()
    {
        await File.WriteAllTextAsync(_folder.Path, "from file\n", TestContext.Current.CancellationToken);
        Assert.Equal("from file", PasswordOf("postgres://me@localhost/lab", _folder.Path));
        Assert.Equal("own", PasswordOf("postgres://me:own@localhost/lab", _folder.Path));
        FileNotFoundException missing = Assert.Throws<FileNotFoundException>(() => ClusterAddress.Parse("postgres://me@localhost/lab", _folder.Path + ".missing"));
        Assert.Contains(_folder.Path + ".missing", missing.Message, StringComparison.Ordinal);

        static string? PasswordOf(string text, string file) => new NpgsqlConnectionStringBuilder(ClusterAddress.Parse(text, file).ConnectionString).Password;
    }

    [Theory]
    [InlineData("db.example.org", "postgres://")]
    [InlineData("http://me:secret@localhost/lab", "postgres://")]
    [InlineData("postgres://localhost/lab", "no user")]
    [InlineData("postgres://me:secret@localhost", "no database")]
    [InlineData("postgres://me:secret@localhost/lab/two", "lab/two")]
    [InlineData("postgres://me:secret@localhost/lab?schema=Lab", "schema 'Lab'")]
    [InlineData("postgres://me:secret@localhost/lab?schema=a;b", "schema 'a;b'")]
    [InlineData("postgres://me:secret@localhost/lab?sslmode=on", "verify-full")]
    [InlineData("postgres://me:secret@localhost/lab?pool=4", "'pool'")]
    public void Parse_BadAddress_SaysWhatIsWrongWithoutThePassword(string text, string words)
    {
        FormatException refusal = Assert.Throws<FormatException>(() => ClusterAddress.Parse(text));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}

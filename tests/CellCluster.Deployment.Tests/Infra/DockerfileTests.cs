namespace CellCluster.Deployment.Tests;

public class DockerfileTests
{
    private const string Good = """
        ARG BASE=registry.example/sdk:10.0.401
        FROM ${BASE} AS build
        COPY . .
        RUN dotnet publish --output /app
        FROM registry.example/runtime:10.0.12
        COPY --from=build /app /app
        USER 1654:1654
        ENTRYPOINT ["/app/cellcluster"]
        """;

    public static TheoryData<string> Files => [.. Directory.GetFiles(Repository.PathOf("infra/docker")).Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Dockerfile_OfTheRepository_KeepsTheRules(string file)
    {
        Dockerfile dockerfile = Dockerfile.Parse(Repository.Read("infra/docker/" + file));

        Assert.Equal("", string.Join('\n', dockerfile.Violations()));
        // What the manifests ask for by number is what the image runs as.
        Assert.Contains(dockerfile.Instructions, line => line is { Word: "USER", Rest: "1654:1654" });
    }

    [Fact]
    public void Dockerfiles_OfTheRepository_AreThreeOnTheSameBase()
    {
        Assert.Equal(["cpu.Dockerfile", "gpu.Dockerfile", "server.Dockerfile"], Files.Select(row => row.Data).Order(StringComparer.Ordinal));
        Assert.Single(Files.Select(row => string.Join(' ', Dockerfile.Parse(Repository.Read("infra/docker/" + row.Data)).BaseImages())).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public void Dockerfiles_OfTheRepository_TakeTheLibtorchThatTheRepositoryKnows()
    {
        Assert.Contains("-p:LibTorchPackage=libtorch-cpu-linux-x64 ", Repository.Read("infra/docker/cpu.Dockerfile"), StringComparison.Ordinal);
        Assert.Contains("Include=\"libtorch-cpu-linux-x64\"", Repository.Read("Directory.Packages.props"), StringComparison.Ordinal);
        Assert.Contains("-p:LibTorchPackage= ", Repository.Read("infra/docker/server.Dockerfile"), StringComparison.Ordinal);
    }

    [Fact]
    public void DockerIgnore_NamesWhatPublishingNeeds()
    {
        HashSet<string> kept = [.. Repository.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..])];

        Assert.All(kept, path => Assert.True(Path.Exists(Repository.PathOf(path)), $".dockerignore keeps {path}, which is not there"));
        Assert.Superset(
            new HashSet<string>(["global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt", "build", "models", "src"], StringComparer.Ordinal),
            kept);
    }

    [Fact]
    public void Violations_OfAGoodFile_AreNone() => Assert.Empty(Dockerfile.Parse(Good).Violations());

    [Theory]
    [InlineData("sdk:10.0.401", "sdk:latest")]
    [InlineData("runtime:10.0.12", "runtime:10")]
    [InlineData("USER 1654:1654", "")]
    [InlineData("USER 1654:1654", "USER root")]
    [InlineData("COPY --from=build /app /app", "COPY . /app")]
    [InlineData("USER 1654:1654", "ENV API_TOKEN=abc\nUSER 1654:1654")]
    [InlineData("USER 1654:1654", "RUN curl -O x\nUSER 1654:1654")]
    [InlineData("USER 1654:1654", "RUN apt-get install -y libx\nUSER 1654:1654")]
    [InlineData("ENTRYPOINT [\"/app/cellcluster\"]", "ENTRYPOINT /app/cellcluster")]
    [InlineData("FROM registry.example/runtime:10.0.12", "")]
    public void Violations_OfABrokenFile_AreFound(string good, string broken) =>
        Assert.NotEmpty(Dockerfile.Parse(Good.Replace(good, broken, StringComparison.Ordinal)).Violations());
}

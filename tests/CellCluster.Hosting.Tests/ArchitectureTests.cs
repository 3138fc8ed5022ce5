using System.Xml.Linq;

namespace CellCluster.Hosting.Tests;

public class ArchitectureTests
{
    // The arrows of ARCHITECTURE.md: who may reference whom.
    private static readonly Dictionary<string, string[]> s_allowed = new(StringComparer.Ordinal)
    {
        ["Imaging"] = [],
        ["Analysis"] = ["Imaging"],
        ["Plates"] = ["Analysis"],
        ["Pipeline"] = ["Plates"],
        ["Learning"] = ["Imaging", "Pipeline"],
        ["Ledger"] = ["Pipeline"],
        ["Grains"] = ["Pipeline"],
        ["Hosting"] = ["Grains", "Ledger", "Learning"],
        ["Cli"] = ["Hosting", "Learning"],
    };

    [Fact]
    public void Projects_ReferenceOnlyWhatTheArchitectureDraws()
    {
        string source = Path.Combine(Root(), "src");
        var found = Directory.EnumerateDirectories(source, "CellCluster.*")
            .Select(folder => Path.GetFileName(folder)["CellCluster.".Length..])
            .ToDictionary(name => name, name => References(Path.Combine(source, $"CellCluster.{name}", $"CellCluster.{name}.csproj")));

        Assert.Equal(s_allowed.Keys.Order(), found.Keys.Order());
        Assert.All(found, project => Assert.Equal(project.Value.Intersect(s_allowed[project.Key]), project.Value));
    }

    [Theory]
    [InlineData("Imaging")]
    [InlineData("Analysis")]
    [InlineData("Plates")]
    [InlineData("Pipeline")]
    [InlineData("Learning")]
    [InlineData("Ledger")]
    [InlineData("Grains")]
    [InlineData("Hosting")]
    [InlineData("Cli")]
    public void Project_HasAReadmeForWhoeverOpensItsFolder(string project)
    {
        string readme = Path.Combine(Root(), "src", $"CellCluster.{project}", "README.md");

        Assert.True(File.Exists(readme), $"src/CellCluster.{project}/README.md is missing");
        Assert.InRange(File.ReadAllLines(readme).Length, 5, 40);
    }

    private static string[] References(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))["CellCluster.".Length..])];

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CellCluster.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}

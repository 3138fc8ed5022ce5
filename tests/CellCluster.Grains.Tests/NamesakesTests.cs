using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;

namespace CellCluster.Grains.Tests;

/// <summary>Two silos of one name, and one that was killed and comes back elsewhere.</summary>
public sealed class NamesakesTests
{
    private static readonly TimeSpan s_reportEvery = TimeSpan.FromSeconds(2);
    private readonly FakeTimeProvider _time = new();
    private readonly HashSet<SiloAddress> _members = [Silo(1), Silo(2)];
    private readonly Namesakes _names;

    public NamesakesTests() => _names = new Namesakes(_time, _members.Contains);

    [Fact]
    public void Silo_KilledAndStartedAgainUnderItsNameAtAnotherAddress_IsNotItsOwnNamesake()
    {
        Assert.Equal(NameRight.Own, Report(1));

        List<NameRight> answers = [];
        for (int i = 0; i < 7; i++)
        {
            _time.Advance(s_reportEvery);
            answers.Add(Report(2)); // the dead one is a member still
        }

        Assert.DoesNotContain(NameRight.Taken, answers);
        Assert.Equal(NameRight.Own, answers[^1]);
        Assert.Equal(5, answers.IndexOf(NameRight.Own)); // 10 s of silence
    }

    [Fact]
    public void Silo_KilledAndDeclaredDead_LeavesItsNameAtOnce()
    {
        Report(1);
        _members.Remove(Silo(1));

        Assert.Equal(NameRight.Own, Report(2));
    }

    [Fact]
    public void Silo_WhoseOlderNamesakeGoesOnReporting_IsRefused()
    {
        Report(1);
        Assert.Equal(NameRight.Unclear, Report(2));
        _time.Advance(s_reportEvery);
        Assert.Equal(NameRight.Own, Report(1));

        Assert.Equal(NameRight.Taken, _names.Judge("a", Silo(2), out SiloAddress other));
        Assert.Equal(Silo(1), other);
    }

    [Fact]
    public void Directory_ThatHeardTheYoungerFirst_RefusesItWhenItHasHeardTheOlder()
    {
        Assert.Equal(NameRight.Own, Report(2));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(NameRight.Own, Report(1));
        Assert.Equal(NameRight.Unclear, Report(2));
        _time.Advance(s_reportEvery);
        Report(1);

        Assert.Equal(NameRight.Taken, Report(2));
    }

    private NameRight Report(int silo) => _names.Judge("a", Silo(silo), out _);

    private static SiloAddress Silo(int generation) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11110 + generation), generation);
}

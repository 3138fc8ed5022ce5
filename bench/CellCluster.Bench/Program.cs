using CellCluster.Bench;

// One benchmark a file; every figure is printed with what it was measured on.
string verb = args.Length > 0 ? args[0] : "help";
string[] rest = args.Length > 1 ? args[1..] : [];
switch (verb)
{
    case "job":
        await JobBench.RunAsync(BenchArguments.Parse(rest));
        return 0;
    case "tiling":
        TilingBench.Run(BenchArguments.Parse(rest));
        return 0;
    case "lanes":
        await LanesBench.RunAsync(BenchArguments.Parse(rest));
        return 0;
    case "picture":
        await FieldPictures.WriteAsync(rest[0], rest[1]);
        return 0;
    case "pictures":
        AlgorithmPictures.Write(rest[0]);
        return 0;
    case "peer":
        await PeerBench.RunAsync(BenchArguments.Parse(rest));
        return 0;
    case "accuracy":
        await AccuracyBench.RunAsync(BenchArguments.Parse(rest));
        return 0;
    case "classical":
        await ClassicalBench.RunAsync(BenchArguments.Parse(rest));
        return 0;
    case "ledger":
        await LedgerBench.RunAsync(rest.Contains("--fields") ? BenchArguments.Parse(rest).Fields : 1_000_000);
        return 0;
    case "cluster":
        await ClusterBench.RunAsync(BenchArguments.Parse(rest));
        return 0;
    case BenchChild.EmbeddedVerb:
        await BenchChild.EmbeddedAsync(rest);
        return 0;
    case BenchChild.SiloVerb:
        await BenchChild.SiloAsync(rest);
        return 0;
    default:
        Console.WriteLine("""
            dotnet run -c Release --project bench/CellCluster.Bench -- <benchmark> [--fields N] [--size PX] [--lanes N] [--model FILE] [--python EXE] [--only NAME,NAME]

              job     the whole job without images: processor seconds of network and segmentation against all of it, memory, copies
              tiling  exact tiles against the source's windows of 256 px every 226 px, seconds per field on one lane
              lanes   tiles through InferenceGrain and its lane in an embedded silo against a bare predictor, processor seconds in turns in one run
              peer    the same job in PyTorch and scikit-image (bench/peers/label_fields.py), wall seconds per field, ratio in one run
              classical  thresholds, rolling ball, morphology on one core against scikit-image and SciPy (bench/peers/classical.py), ratio in one run
              ledger  claim and commit with --fields (default 1,000,000) in the ledger on SQLite and PostgreSQL, commits per second that PostgreSQL holds
              cluster two silos as processes over PostgreSQL against an embedded run with the same lanes and plate, fields per second, ratio in one run
              accuracy --data FOLDER  nuclei against people's outlines on a folder with index.csv, beside scikit-image (bench/peers/dsb2018.py; --python none without)
              pictures FOLDER   not a benchmark: simulated nuclei and their outlines, for docs/algorithms
              picture MODEL OUT.png   not a benchmark: a simulated field before and after, for the README
            """);
        return verb == "help" ? 0 : 1;
}

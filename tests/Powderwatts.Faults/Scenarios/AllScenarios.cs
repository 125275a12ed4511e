namespace Powderwatts.Faults.Scenarios;

/// <summary>Every scenario, in the order in which `all` runs them. A fault that was found gets one of its own.</summary>
internal static class AllScenarios
{
    public static IReadOnlyList<Scenario> List { get; } =
    [
        new("kill-edge", "1", "kill -9 of the node at chance moments", 3, 100, (run, token) => KillScenario.RunAsync(run, Victim.Edge, token)),
        new("kill-collector", "2", "kill -9 of the collector at chance moments, also within a write", 3, 100, (run, token) => KillScenario.RunAsync(run, Victim.Collector, token)),
        new("kill-broker", "3", "kill -9 of Mosquitto, which keeps nothing on disk", 3, 100, (run, token) => KillScenario.RunAsync(run, Victim.Broker, token)),
        new("kill-any", "1 2 3", "kill -9 of node, collector, broker or InfluxDB, whichever comes up", 0, 100, (run, token) => KillScenario.RunAsync(run, null, token)),
        new("kill-booth", "24", "kill -9 of the booth, all parts in one process", 2, 30, KillBoothScenario.RunAsync),
        new("stop-edge", "23", "SIGTERM of the node at chance moments", 2, 30, StopEdgeScenario.RunAsync),
        new("absent-collector", "4 5", "no collector until all rows wait; the broker has room for 100 messages", 1, 3, AbsentCollectorScenario.RunAsync),
        new("bad-network", "16 19", "cables that refuse, reset, hold still, hold one way, forget, delay, or end within a packet", 5, 60, BadNetworkScenario.RunAsync),
        new("stopped-broker", "16", "Mosquitto stands still (SIGSTOP) and goes on", 2, 10, StoppedServerScenario.BrokerAsync),
        new("stopped-influx", "11", "InfluxDB stands still (SIGSTOP) at 200 readings/s; memory and copies are measured", 1, 1, StoppedServerScenario.InfluxAsync),
        new("no-database", "15", "InfluxDB without its databases, which are made later", 0, 1, NoDatabaseScenario.RunAsync),
        new("small-bodies", "14", "InfluxDB takes at most 20,000 bytes a request (413)", 1, 1, SmallBodiesScenario.RunAsync),
        new("full-edge", "8", "the node's disk is full, then not", 1, 5, FullDiskScenario.EdgeAsync),
        new("full-collector", "9", "the collector's disk is full, its SQLite store on it, then not", 1, 5, FullDiskScenario.CollectorAsync),
        new("full-influx", "10", "InfluxDB's disk is full, then not", 1, 5, FullDiskScenario.InfluxAsync),
        new("broken-sync", "7", "every fsync of the node fails with EIO for seconds (strace)", 2, 20, BrokenSyncScenario.RunAsync),
        new("clock-steps", "17 18", "the node starts in 1970, steps to now, back an hour, ahead three (libfaketime)", 1, 3, ClockScenario.RunAsync),
        new("torn-wal", "6", "the outbox cut or damaged at every 512 bytes (the unit tests' matrix)", 1, 1, TornWalScenario.RunAsync),
        new("soak", "25", "50 readings/s over a broker that is killed every 20 s; heap, resident memory and handles (a round is 20 s)", 0, 90, SoakScenario.RunAsync),
    ];
}

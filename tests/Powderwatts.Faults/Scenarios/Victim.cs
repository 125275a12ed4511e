namespace Powderwatts.Faults.Scenarios;

/// <summary>A process that is killed.</summary>
internal enum Victim
{
    Edge,
    Collector,
    Broker,
    Influx,
}

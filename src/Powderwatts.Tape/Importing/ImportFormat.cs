namespace Powderwatts.Tape.Importing;

/// <summary>How the rows of an input are written.</summary>
public enum ImportFormat
{
    /// <summary>Columns behind a delimiter.</summary>
    Csv,

    /// <summary>What `mosquitto_sub -v` prints: a topic and a payload a line.</summary>
    MqttLog,

    /// <summary>InfluxDB's line protocol.</summary>
    LineProtocol,
}

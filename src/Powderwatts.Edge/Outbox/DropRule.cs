namespace Powderwatts.Edge.Outbox;

/// <summary>What may be dropped to make room.</summary>
/// <param name="After">Rows up to here stay: they are on their way.</param>
/// <param name="Bytes">How much to drop.</param>
internal readonly record struct DropRule(long After, int Bytes);

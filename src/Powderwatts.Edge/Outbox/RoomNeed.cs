namespace Powderwatts.Edge.Outbox;

/// <summary>What must go before more rows come.</summary>
/// <param name="Bytes">How much; 0 when nothing must.</param>
/// <param name="AlsoUnacknowledged">Rows that nobody has acknowledged may go too, once no others are left.</param>
/// <param name="After">Unacknowledged rows up to here stay: they are on their way.</param>
internal readonly record struct RoomNeed(int Bytes, bool AlsoUnacknowledged, long After);

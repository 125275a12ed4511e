using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape;

namespace Powderwatts.Fuzz.Targets;

/// <summary>A tape. What is read of a bent one can be written and read again, an end says what is missing, and a seek agrees with reading.</summary>
internal static class TapeTarget
{
    private const long Start = 1_796_112_000_000;

    public static IReadOnlyList<byte[]> Seeds { get; } = [Tape(0, true), Tape(6, true), Tape(6, false), Tape(30, true)];

    public static FuzzTarget Target { get; } = new("tape", Seeds, Read);

    public static string Read(byte[] input)
    {
        TapeReader reader;
        try
        {
            reader = TapeReader.Open(new MemoryStream(input, writable: false));
        }
        catch (TapeException refused)
        {
            return refused.Message;
        }

        using (reader)
        {
            var readings = Rest(reader);
            reader.SeekTo(Start + 3000);
            var sought = Rest(reader);
            if (reader.Damages.IsEmpty && !sought.SequenceEqual(readings.SkipWhile(r => r.Reading.T < Start + 3000)))
                throw new BrokenRuleException("a seek on a whole tape found something else than reading did");
            TapeVerification verification;
            try
            {
                verification = reader.Verify();
            }
            catch (TapeException refused)
            {
                return refused.Message;
            }

            if (verification.Found.Readings != readings.Count)
                throw new BrokenRuleException($"{readings.Count} readings were read, {verification.Found.Readings} counted");
            if (reader.End.Ending == TapeEnding.Complete && reader.Summary().Readings != readings.Count)
                throw new BrokenRuleException("a complete tape counts other readings than it has");
            WriteAgain(reader.Header, readings);
            return reader.End.Ending == TapeEnding.Complete ? "read" : reader.End.Reason;
        }
    }

    private static void WriteAgain(TapeHeader header, List<TapeReading> readings)
    {
        var stream = new MemoryStream();
        using var writer = TapeWriter.Create(stream, header);
        foreach (var reading in readings)
            writer.Write(reading);
        writer.Complete();
        using var again = TapeReader.Open(new MemoryStream(stream.ToArray()));
        if (!Rest(again).SequenceEqual(readings) || again.End.Ending != TapeEnding.Complete)
            throw new BrokenRuleException("what was read is not what is read when it is written again");
    }

    private static List<TapeReading> Rest(TapeReader reader)
    {
        var readings = new List<TapeReading>();
        while (reader.TryRead(out var reading))
            readings.Add(reading);
        return readings;
    }

    private static byte[] Tape(int count, bool complete)
    {
        var gutter = new SensorAbout("gutter-north", "Gutter north", "ina226", Kind.Circuit, Origin.Live, 36, [Quantity.PowerW], null, 1, null);
        var stream = new MemoryStream();
        using var writer = TapeWriter.Create(
            stream, new TapeHeader("lodge", "Lodge roof", "UTC", [new TapeNode("booth-pi", [gutter])], TapeHeader.FromData, "x", null, Start));
        for (var i = 0; i < count; i++)
        {
            var values = default(QuantityValues);
            values[Quantity.PowerW] = 30 + i;
            writer.Write(new TapeReading("booth-pi", new Reading("gutter-north", Start + ((i ^ 1) * 1000L), values)));
            if (i % 3 == 2)
                writer.Flush();
        }

        writer.Flush();
        if (complete)
            writer.Complete();
        return stream.ToArray();
    }
}

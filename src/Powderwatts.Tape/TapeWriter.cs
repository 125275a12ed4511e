using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape.Format;

namespace Powderwatts.Tape;

/// <summary>
/// Writes a tape, format 1. Lines gather in a block; a block is written when it is full and at <see cref="Flush"/>, whole. The same
/// calls give the same bytes on the same build. For one thread.
/// </summary>
public sealed class TapeWriter : IDisposable
{
    private readonly Stream file;
    private readonly string name;
    private readonly string? final;
    private readonly TapeWriterOptions options;
    private readonly TapeHeader header;
    private readonly BlockBuilder block;
    private readonly List<BlockEntry> blocks = [];
    private readonly NodeList nodes = new();
    private readonly SensorTotals totals = new();
    private readonly long start;
    private bool isComplete;
    private bool isBroken;

    private TapeWriter(Stream file, string name, string? final, TapeHeader header, TapeWriterOptions options)
    {
        (this.file, this.name, this.final, this.header, this.options) = (file, name, final, header, options);
        start = file.CanSeek ? file.Position : 0;
        block = new BlockBuilder(options.Level);
        WriteChecked("header", () => LineJson.WriteHeader(block.Line, header), line => LineJson.ReadHeader(line));
        foreach (var node in header.Nodes)
            AddNode(node);
        if (block.Bytes > TapeLimits.BlockBytes)
            throw new ArgumentException($"the nodes take {block.Bytes} bytes; a tape takes {TapeLimits.BlockBytes} at its beginning", nameof(header));
        EndBlock();
    }

    /// <summary>Bytes written so far, in whole blocks.</summary>
    public long Bytes { get; private set; }

    /// <summary>Readings taken so far, those of the waiting block too.</summary>
    public long Readings => totals.Readings;

    /// <summary>Begins a tape in a new file.</summary>
    /// <param name="path">The file; by custom it ends in `.pwtape`. A link is refused, and so is a file that is there, unless it may be replaced.</param>
    /// <param name="header">What the tape says of itself. It is written at once.</param>
    /// <param name="options">How; the defaults are right for most.</param>
    /// <exception cref="TapeException">The file cannot be made.</exception>
    /// <exception cref="ArgumentException">The header breaks the rules of <see cref="TapeHeader"/>.</exception>
    public static TapeWriter Create(string path, TapeHeader header, TapeWriterOptions? options = null)
    {
        options = Checked(options);
        var final = options.Aside || options.Overwrite ? path : null;
        var written = final is null ? path : path + ".part";
        var file = TapePath.Create(written, path, options.Overwrite);
        try
        {
            return new TapeWriter(file, TapePath.Shown(path), final, header, options);
        }
        catch
        {
            file.Dispose();
            File.Delete(written);
            throw;
        }
    }

    /// <summary>Begins a tape on a stream that can be written, at its position. The stream is disposed of with the writer.</summary>
    public static TapeWriter Create(Stream stream, TapeHeader header, TapeWriterOptions? options = null) =>
        new(stream, "stream", null, header, Checked(options));

    /// <summary>Describes a node that appears later, or one that changed: a sensor more, another calibration.</summary>
    /// <exception cref="ArgumentException">The description breaks the rules of `about`.</exception>
    /// <exception cref="TapeException">One node or sensor too many, or the file cannot be written.</exception>
    public void Describe(TapeNode node)
    {
        CheckOpen();
        AddNode(node);
        EndFullBlock();
    }

    /// <summary>Takes a reading. It is on the tape when its block is full, or at <see cref="Flush"/>.</summary>
    /// <exception cref="ArgumentException">The reading breaks the rules of the wire; nothing was written, the tape goes on.</exception>
    /// <exception cref="TapeException">One sensor too many, or the file cannot be written.</exception>
    public void Write(in TapeReading reading)
    {
        CheckOpen();
        if (ReadingRule.Fault(reading.Reading) is { } fault)
            throw new ArgumentException($"cannot write a reading of '{reading.Reading.Sensor}': {fault}", nameof(reading));
        if (!totals.Has(reading.Node, reading.Reading.Sensor) && (!Id.IsValid(reading.Node) || !Id.IsValid(reading.Reading.Sensor)))
            throw new ArgumentException($"cannot write a reading of '{reading.Node}/{reading.Reading.Sensor}': an id is {Id.Rule}", nameof(reading));
        if (!totals.TryCount(reading))
            throw new TapeException($"cannot write tape '{name}': more than {TapeLimits.Sensors} sensors; begin another tape", Bytes);
        LineJson.WriteReading(block.Line, reading);
        block.EndLine();
        block.CountReading(reading.Reading.T);
        EndFullBlock();
    }

    /// <summary>Ends the block and syncs: all that was written before survives a crash of the machine. Costs some 80 bytes and what a larger block would have saved.</summary>
    /// <exception cref="TapeException">The file cannot be written.</exception>
    public void Flush()
    {
        CheckOpen();
        if (block.Bytes > 0)
            EndBlock();
        Sync();
    }

    /// <summary>Writes the index and the end, syncs, and gives the file its name if it was written aside. Only <see cref="Dispose"/> may follow.</summary>
    /// <exception cref="TapeException">The file cannot be written.</exception>
    public void Complete()
    {
        CheckOpen();
        if (block.Bytes > 0)
            EndBlock();
        var index = Bytes;
        var members = WriteIndex();
        Emit(block.End(new BlockHeader(
            BlockKind.End, 0, 0, 0, (uint)totals.Readings, totals.First, totals.Last, members, index)));
        isComplete = true;
        Sync();
        if (final is null)
            return;
        file.Dispose();
        try
        {
            File.Move(final + ".part", final, options.Overwrite);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(final + ".part");
            throw CannotWrite(fault);
        }
    }

    /// <summary>Lets go of the file. Without <see cref="Complete"/> the tape is as after a crash, and the waiting block is lost; one written aside is removed.</summary>
    public void Dispose()
    {
        file.Dispose();
        block.Dispose();
        if (final is not null && !isComplete)
            File.Delete(final + ".part");
        isComplete = true;
    }

    private static TapeWriterOptions Checked(TapeWriterOptions? options)
    {
        options ??= new TapeWriterOptions();
        return options.BlockBytes is >= 1024 and <= 1024 * 1024 ? options
            : throw new ArgumentOutOfRangeException(nameof(options), options.BlockBytes, "a block's lines take 1 KiB to 1 MiB");
    }

    private uint WriteIndex()
    {
        LineJson.WriteHeader(block.Line, header);
        block.EndLine();
        foreach (var node in nodes.ToNodes())
        {
            LineJson.WriteNode(block.Line, node);
            block.EndLine();
            block.CountNode();
        }

        var number = (uint)blocks.Count;
        foreach (var entry in blocks)
        {
            IndexJson.WriteBlock(block.Line, entry);
            number = EndIndexLine(number);
        }

        foreach (var total in totals.ToTotals())
        {
            IndexJson.WriteTotal(block.Line, total);
            number = EndIndexLine(number);
        }

        if (block.Bytes > 0)
            Emit(block.Finish(BlockKind.Index, number++, out _));
        return number;
    }

    private uint EndIndexLine(uint number)
    {
        block.EndLine();
        if (block.Bytes < options.BlockBytes)
            return number;
        Emit(block.Finish(BlockKind.Index, number, out _));
        return number + 1;
    }

    private void AddNode(TapeNode node)
    {
        var start = block.Bytes;
        WriteChecked("node", () => LineJson.WriteNode(block.Line, node), line => LineJson.ReadNode(line));
        if (nodes.Take(node) is { } fault)
        {
            block.CutTo(start);
            throw new TapeException($"cannot write tape '{name}': {fault}; begin another tape", Bytes);
        }

        block.CountNode();
    }

    /// <summary>Writes a line only if our own reader takes it: descriptions come from outside, and are rare enough to be read back.</summary>
    private void WriteChecked(string what, Action write, Action<ReadOnlySpan<byte>> read)
    {
        var start = block.Bytes;
        try
        {
            write();
            read(block.Written(start));
        }
        catch (WireException fault)
        {
            block.CutTo(start);
            throw new ArgumentException($"cannot write the {what}: {fault.Message}", fault);
        }

        block.EndLine();
    }

    private void EndFullBlock()
    {
        if (block.Bytes >= options.BlockBytes)
            EndBlock();
    }

    private void EndBlock()
    {
        if (blocks.Count == TapeLimits.Blocks)
            throw new TapeException($"cannot write tape '{name}': it has {TapeLimits.Blocks} blocks, more are not read; begin another tape", Bytes);
        var at = Bytes;
        var bytes = block.Finish(BlockKind.Lines, (uint)blocks.Count, out var written);
        Emit(bytes);
        blocks.Add(new BlockEntry(at, written));
    }

    private void Emit(ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(bytes);
            Bytes += bytes.Length;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            isBroken = true;
            CutBack();
            throw CannotWrite(fault);
        }
    }

    /// <summary>A disk that is full leaves half a block; without it the tape ends clean.</summary>
    private void CutBack()
    {
        try
        {
            if (file.CanSeek)
                file.SetLength(start + Bytes);
        }
        catch (IOException)
        {
            // the first fault is the one to tell; a reader passes over half a block
        }
    }

    private void Sync()
    {
        try
        {
            if (file is FileStream disk)
                disk.Flush(flushToDisk: true);
            else
                file.Flush();
        }
        catch (IOException fault)
        {
            isBroken = true;
            throw CannotWrite(fault);
        }
    }

    private void CheckOpen()
    {
        if (isComplete)
            throw new InvalidOperationException($"tape '{name}' is complete");
        if (isBroken)
            throw new TapeException($"cannot write tape '{name}': it could not be written before; begin another tape", Bytes);
    }

    private TapeException CannotWrite(Exception fault) =>
        new($"cannot write tape '{name}': {WireText.Clean(fault.Message, WireLimits.TextLength)}; all whole blocks before byte {Bytes} are kept", Bytes, fault);
}

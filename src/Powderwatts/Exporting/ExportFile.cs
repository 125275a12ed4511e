using Powderwatts.Tape.Importing;

namespace Powderwatts.Exporting;

/// <summary>Where an export goes: the standard output, or a file that appears under its name when it is complete.</summary>
internal sealed class ExportFile : IAsyncDisposable
{
    private readonly string? final;
    private readonly bool replaces;
    private bool isComplete;

    private ExportFile(Stream stream, string? final, bool replaces) => (Stream, this.final, this.replaces) = (stream, final, replaces);

    /// <summary>What is written to.</summary>
    public Stream Stream { get; }

    private static string Part(string final) => final + ".part";

    /// <summary>Opens it.</summary>
    /// <exception cref="StartException">The file is there, or cannot be written.</exception>
    public static ExportFile Open(string? path, bool replaces)
    {
        if (path is null)
            return new(Console.OpenStandardOutput(), null, false);
        OutputPath.Check(path, replaces);
        try
        {
            return new(new FileStream(Part(path), FileMode.CreateNew, FileAccess.Write, FileShare.Read), path, replaces);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot write {RowFault.Quoted(path)}: {fault.Message.TrimEnd('.')}; name a file in a folder that can be written", fault);
        }
    }

    /// <summary>All is written.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await Stream.FlushAsync(cancellationToken);
        if (final is not null)
        {
            await Stream.DisposeAsync();
            File.Move(Part(final), final, replaces);
        }

        isComplete = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        if (final is not null && !isComplete)
            File.Delete(Part(final));
    }
}

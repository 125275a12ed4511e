using Powderwatts.Readings.Wire;
using Powderwatts.Settings;
using Powderwatts.Settings.Importing;
using Powderwatts.Tape;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Importing;

/// <summary>`tape import`: from another program's records to a tape. The tape appears when it is complete, and not at all when nothing could be used.</summary>
internal static class ImportRun
{
    private const string ReportHeader = "line\twhat\treason\tdetail";

    /// <summary>Imports; 1 when nothing could be used.</summary>
    /// <param name="options">From where to where.</param>
    /// <param name="time">For the instant when the tape was made.</param>
    /// <param name="output">Where the report for a program goes.</param>
    /// <param name="words">Where words go.</param>
    /// <param name="showProgress">Is somebody looking?</param>
    /// <param name="cancellationToken">Ends it; no tape remains.</param>
    /// <exception cref="SettingsException">The mapping is wrong, or does not belong to the input.</exception>
    /// <exception cref="StartException">A file cannot be read or written.</exception>
    public static int Run(
        ImportOptions options, TimeProvider time, TextWriter output, TextWriter words, bool showProgress, CancellationToken cancellationToken)
    {
        var map = ImportMapReader.Load(options.Map);
        var name = options.Input == ImportOptions.StandardInput ? "the standard input" : Path.GetFileName(options.Input);
        try
        {
            using var input = options.Input == ImportOptions.StandardInput ? Console.OpenStandardInput() : File.OpenRead(options.Input);
            using var tape = TapeWriter.Create(options.Tape, Header(map, name, time), new() { Aside = true, Overwrite = options.Force });
            using var report = Report(options);
            report?.WriteLine(ReportHeader);
            var progress = showProgress ? new ImportProgress(words, input) : null;
            var done = new Importer(map, reading => tape.Write(reading))
            {
                Describe = node => tape.Describe(node),
                Refused = (line, fault, whole) =>
                {
                    report?.WriteLine($"{line}\t{(whole ? "row" : "value")}\t{fault.Reason.Words()}\t{fault.Detail}");
                    if (options.Verbose)
                        words.WriteLine(ImportWords.Line(name, line, fault, whole));
                },
                Progress = progress is null ? null : progress.Show,
            }.Run(input, name, cancellationToken);
            progress?.Clear();
            if (done.Readings > 0)
                tape.Complete();
            if (options.Json)
                output.WriteLine(ImportWords.Json(done));
            ImportWords.Summary(words, done, name, options.Tape, tape.Bytes);
            return done.Readings > 0 ? ExitCode.Done : ExitCode.Failed;
        }
        catch (ImportException fault)
        {
            throw new SettingsException([.. fault.Faults.Select(f => new SettingsFault(f.Place.Source, f.Place.Line, f.Place.Column, f.Place.Key, f.Reason))]);
        }
        catch (OperationCanceledException)
        {
            words.WriteLine(options.Report is null ? "stopped; nothing was written" : "stopped; no tape was written");
            return ExitCode.Failed;
        }
        catch (TapeException fault)
        {
            throw new StartException(fault.Message, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot import {RowFault.Quoted(options.Input)}: {fault.Message.TrimEnd('.')}; name files that can be read and written", fault);
        }
    }

    // a slip of the hand here must not cost a mapping or a recording
    private static StreamWriter? Report(ImportOptions options)
    {
        if (options.Report is not { } file)
            return null;
        var path = Path.GetFullPath(file);
        if (new[] { options.Map, options.Input, options.Tape }.Any(other => Path.GetFullPath(other) == path))
            throw new StartException($"cannot write {RowFault.Quoted(file)}: it is the mapping, the input or the tape; name another file with --report");
        OutputPath.Check(file, options.Force);
        return new StreamWriter(new FileStream(file, options.Force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read));
    }

    private static string NameOf(string input)
    {
        var clean = new string([.. input.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
        return clean.Length <= WireLimits.StringLength ? clean : clean[..WireLimits.StringLength];
    }

    private static TapeHeader Header(ImportMap map, string input, TimeProvider time) => new(
        map.Site,
        map.Name ?? NameOf(input),
        map.Zone.Id,
        Importer.Nodes(map),
        TapeHeader.FromImport,
        $"powderwatts {ProgramVersion.Text}",
        null,
        time.GetUtcNow().ToUnixTimeMilliseconds());
}

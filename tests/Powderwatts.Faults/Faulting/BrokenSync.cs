using System.Diagnostics;
using System.Globalization;

namespace Powderwatts.Faults.Faulting;

/// <summary>Makes every fsync of a running process fail with EIO while it is there (strace).</summary>
internal sealed class BrokenSync : IAsyncDisposable
{
    private const string Strace = "/usr/bin/strace";
    private readonly Process strace;
    private readonly string log;

    private BrokenSync(Process strace, string log) => (this.strace, this.log) = (strace, log);

    /// <summary>Attaches to a process.</summary>
    /// <exception cref="NotPossibleException">There is no strace, or it may not attach.</exception>
    public static async Task<BrokenSync> AttachAsync(int pid, CancellationToken cancellationToken)
    {
        if (!File.Exists(Strace))
            throw new NotPossibleException("strace is not installed");
        var log = Path.GetTempFileName();
        var strace = Process.Start(new ProcessStartInfo(Strace,
            ["-f", "-p", pid.ToString(CultureInfo.InvariantCulture), "-o", log, "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO"])
        { RedirectStandardError = true })!;
        var said = await strace.StandardError.ReadLineAsync(cancellationToken);
        if (said?.Contains("attached", StringComparison.Ordinal) != true)
            throw new NotPossibleException($"strace says: {said}");
        _ = strace.StandardError.ReadToEndAsync(CancellationToken.None);
        return new(strace, log);
    }

    /// <summary>How many syncs have failed.</summary>
    public int Injected => File.ReadLines(log).Count(line => line.Contains("INJECTED", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        if (!strace.HasExited)
            await Signals.InterruptAsync(strace.Id); // lets the process go on by itself
        await strace.WaitForExitAsync();
        strace.Dispose();
        File.Delete(log);
    }
}

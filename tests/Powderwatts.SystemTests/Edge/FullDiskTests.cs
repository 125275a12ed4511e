using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Edge;

/// <summary>A real small disk that really fills up.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int RowsACommit = 500;

    private readonly TemporaryFolder folder = new();
    private bool isMounted;

    public void Dispose()
    {
        if (isMounted)
            Run("umount", folder.Path);
        folder.Dispose();
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void A_full_disk_costs_the_oldest_rows_only_and_every_one_is_named_and_it_goes_on_without_a_restart(int megabytes)
    {
        Mount(megabytes);
        using var outbox = NodeOutbox.Open(folder.Path, "machine-a", TimeProvider.System, NullLogger.Instance);
        var (taken, failed, problem) = (0, 0, "");

        // rows alone: the outbox stops before the disk is full
        Fill(megabytes * 80);
        Assert.True(failed == 0 && outbox.Status().Dropped > 0, $"{failed} failed: {problem}, {outbox.Status()}, {string.Join(", ", Directory.GetFiles(folder.Path).Select(f => $"{Path.GetFileName(f)} {new FileInfo(f).Length}"))}");
        Assert.True(outbox.Status().HasBallast);

        // another program takes all that is left
        using (var other = new FileStream(folder.File("filler"), FileMode.Create, FileAccess.Write, FileShare.None, 0))
        {
            var block = new byte[4096];
            try
            {
                while (true)
                    other.Write(block);
            }
            catch (IOException)
            {
                // full
            }
        }

        Fill(100);
        var during = failed;
        File.Delete(folder.File("filler"));
        Fill(100);

        Assert.Equal(during, failed); // there is room again: nothing fails any more
        var batch = outbox.ReadAfter(0, 10_000_000);
        var held = batch.Readings.Select(r => r.N).Concat(batch.Gaps.Select(g => g.N)).ToHashSet();
        for (var n = 1L; n <= outbox.Highest; n++)
            Assert.True(held.Contains(n) || batch.Gaps.Any(g => n >= g.From && n <= g.To), string.Create(CultureInfo.InvariantCulture, $"{n} is nowhere"));
        Assert.Empty(OutboxLook.Verify(folder.File(NodeOutbox.FileName), OutboxSnapshot.Read(folder.File(NodeOutbox.FileName))));
        TestContext.Current.SendDiagnosticMessage($"{outbox.Highest} rows committed, {outbox.Status().Dropped} dropped and named, {during} commits failed while the disk was full");

        void Fill(int commits)
        {
            for (var i = 0; i < commits; i++)
            {
                try
                {
                    outbox.Commit(Enumerable.Range(0, RowsACommit).Select(k => Row(taken + k)), []);
                    taken += RowsACommit;
                }
                catch (OutboxException full)
                {
                    Assert.Equal(OutboxFault.Retry, full.Fault);
                    failed++;
                    problem = full.Message;
                }
            }
        }
    }

    private static Reading Row(int i) =>
        new("gutter", 1_796_000_000_000 + i, new QuantityValues { [Quantity.PowerW] = i, [Quantity.VoltageV] = 12, [Quantity.CurrentA] = 2, [Quantity.EnergyWh] = i });

    private void Mount(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may mount a small disk");
        Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "tmpfs", folder.Path);
        isMounted = true;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

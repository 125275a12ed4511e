using Powderwatts.Replaying;

namespace Powderwatts.Tests.Replaying;

public sealed class ReplayFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_outboxes_go_and_rows_that_could_not_be_sent_stay()
    {
        var replay = folder.File("replay");
        Put("replay/booth-pi/outbox/segment", "rows");
        Put("replay/booth-pi/identity", "id");
        Put("replay/booth-pi/deadletters/node-000001.jsonl", "letter");
        Put("replay/other-pi/outbox/segment", "rows");

        Assert.Equal([Path.Combine(replay, "booth-pi", "deadletters")], ReplayFolder.Clear(replay));

        Assert.Equal([Path.Combine(replay, "booth-pi", "deadletters", "node-000001.jsonl")], Directory.GetFiles(replay, "*", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(Path.Combine(replay, "other-pi")));
    }

    [Fact]
    public void Without_such_rows_the_folder_goes_too()
    {
        Put("replay/booth-pi/outbox/segment", "rows");
        Directory.CreateDirectory(folder.File("replay/booth-pi/deadletters"));

        Assert.Empty(ReplayFolder.Clear(folder.File("replay")));
        Assert.False(Directory.Exists(folder.File("replay")));
        Assert.Empty(ReplayFolder.Clear(folder.File("replay")));
    }

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        File.WriteAllText(folder.File(name), text);
    }
}

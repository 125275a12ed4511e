namespace Powderwatts.Tests;

public sealed class DataFolderTests
{
    [Fact]
    public void A_second_writer_is_refused_and_the_first_is_named()
    {
        using var temporary = new TemporaryFolder();
        using var first = DataFolder.Open(temporary.Path);

        var fault = Assert.Throws<StartException>(() => DataFolder.Open(temporary.Path));

        Assert.Equal(
            $"cannot use data folder '{temporary.Path}': process {Environment.ProcessId} is using it; stop that one or name another folder with --data", fault.Message);
    }

    [Fact]
    public void A_folder_that_was_let_go_can_be_used_again()
    {
        using var temporary = new TemporaryFolder();
        DataFolder.Open(temporary.File("state")).Dispose();

        using var again = DataFolder.Open(temporary.File("state"));

        Assert.Equal(temporary.File("state"), again.Path);
    }

    [Fact]
    public void Who_holds_a_folder_is_told_without_taking_it()
    {
        using var temporary = new TemporaryFolder();
        Assert.Null(DataFolder.HeldBy(temporary.File("nothing")));
        using (DataFolder.Open(temporary.Path))
            Assert.Equal(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), DataFolder.HeldBy(temporary.Path));

        Assert.Null(DataFolder.HeldBy(temporary.Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_in_one_sentence()
    {
        using var temporary = new TemporaryFolder();
        File.WriteAllText(temporary.File("file"), "");

        var fault = Assert.Throws<StartException>(() => DataFolder.Open(temporary.File("file/state")));

        Assert.StartsWith($"cannot write to data folder '{temporary.File("file/state")}': ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("make it writable or name another folder with --data", fault.Message, StringComparison.Ordinal);
    }
}

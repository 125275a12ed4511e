using Powderwatts.Processes;

namespace Powderwatts.Tests.Processes;

public sealed class SecretFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("secret\n")]
    [InlineData("secret\r\n")]
    [InlineData("secret")]
    public void The_end_of_the_line_is_no_part_of_the_secret(string text) =>
        Assert.Equal("secret", SecretFile.Read(Write(text, UnixFileMode.UserRead | UnixFileMode.UserWrite), "broker.password_file", null));

    [Fact]
    public void No_file_is_no_secret() => Assert.Null(SecretFile.Read(null, "broker.password_file"));

    [Theory]
    [InlineData(UnixFileMode.GroupRead, "0640")]
    [InlineData(UnixFileMode.OtherRead, "0604")]
    [InlineData(UnixFileMode.OtherWrite, "0602")]
    public void A_file_that_others_may_read_or_write_is_refused_with_the_remedy(UnixFileMode others, string mode)
    {
        var path = Write("secret", UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        var fault = Assert.Throws<StartException>(() => SecretFile.Read(path, "broker.password_file", null));

        Assert.Equal($"cannot use secret file '{path}': others may read it (mode {mode}); run chmod 600 {path}", fault.Message);
    }

    [Fact]
    public void In_the_folder_that_systemd_guards_group_rights_are_an_access_list()
    {
        var path = Write("secret", UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Assert.Equal("secret", SecretFile.Read(path, "store.token_file", folder.Path));
        Assert.Throws<StartException>(() => SecretFile.Read(path, "store.token_file", folder.Path[..^1]));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("\n", "it is empty")]
    [InlineData(null, "it does not exist")]
    public void A_missing_or_empty_file_is_told_in_one_sentence(string? text, string cause)
    {
        var path = text is null ? folder.File("nothing") : Write(text, UnixFileMode.UserRead);

        var fault = Assert.Throws<StartException>(() => SecretFile.Read(path, "broker.password_file", null));

        Assert.Contains(cause, fault.Message, StringComparison.Ordinal);
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_too_long_for_a_secret_is_another_file() =>
        Assert.Contains("at most 4096", Assert.Throws<StartException>(() => SecretFile.Read(Write(new string('x', 4097), UnixFileMode.UserRead), "store.token_file", null)).Message, StringComparison.Ordinal);

    private string Write(string text, UnixFileMode mode) => Secret.Write(folder.File("secret"), text, mode);
}

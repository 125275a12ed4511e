using Microsoft.AspNetCore.Http;
using Powderwatts.Dashboard.Serving;

namespace Powderwatts.Tests.Dashboard.Serving;

public sealed class EmbeddedPagesTests
{
    private readonly EmbeddedPages pages = new([
        ("index.html", "<!doctype html>"u8.ToArray()), ("assets/app-5GK2X7QA.js", "1"u8.ToArray()), ("icon.svg", "<svg/>"u8.ToArray())]);

    [Theory]
    [InlineData("/", "text/html; charset=utf-8", "no-cache")]
    [InlineData("/index.html", "text/html; charset=utf-8", "no-cache")]
    [InlineData("/assets/app-5GK2X7QA.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable")]
    [InlineData("/icon.svg", "image/svg+xml", "no-cache")]
    public async Task A_file_has_its_type_and_is_kept_for_good_only_with_a_hash_in_its_name(string path, string type, string cache)
    {
        var context = await AskAsync(path);

        Assert.Equal((200, type, cache), (context.Response.StatusCode, context.Response.ContentType!, context.Response.Headers.CacheControl.ToString()));
    }

    [Fact]
    public async Task A_file_that_the_browser_holds_is_not_sent_again()
    {
        var first = await AskAsync("/icon.svg");
        var second = await AskAsync("/icon.svg", first.Response.Headers.ETag.ToString());

        Assert.Equal(304, second.Response.StatusCode);
        Assert.Equal(0, second.Response.Body.Length);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/../openapi.json")]
    [InlineData("/assets/../../etc/passwd")]
    [InlineData("/INDEX.HTML")]
    [InlineData("//icon.svg")]
    public async Task Nothing_else_is_served(string path) => Assert.Equal(404, (await AskAsync(path)).Response.StatusCode);

    private async Task<HttpContext> AskAsync(string path, string? tag = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = path;
        context.Response.Body = new MemoryStream();
        if (tag is not null)
            context.Request.Headers.IfNoneMatch = tag;
        await pages.AnswerAsync(context);
        return context;
    }
}

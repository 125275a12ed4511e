using System.Text;
using System.Text.RegularExpressions;
using Powderwatts.Dashboard;

namespace Powderwatts.Tests.Dashboard;

public sealed partial class WebPageTests
{
    private static readonly Dictionary<string, byte[]> Files = Embedded();

    [Fact]
    public void The_page_is_in_the_program_with_every_file_that_it_names()
    {
        var page = Encoding.UTF8.GetString(Files["index.html"]);
        var named = Addresses().Matches(page).Select(m => m.Groups[1].Value).Where(a => !a.StartsWith("data:", StringComparison.Ordinal)).ToList();
        Assert.Contains(named, a => a.EndsWith(".js", StringComparison.Ordinal));
        Assert.Contains(named, a => a.EndsWith(".css", StringComparison.Ordinal));
        Assert.Contains(named, a => a.EndsWith(".woff2", StringComparison.Ordinal));
        Assert.All(named, a => Assert.Contains(a.TrimStart('/'), Files.Keys));
    }

    [Fact]
    public void The_page_has_no_script_or_style_inside_and_names_no_other_host()
    {
        var page = Encoding.UTF8.GetString(Files["index.html"]);
        Assert.DoesNotMatch("<script(?![^>]*src=)|<style|style=|onload=", page);
        Assert.All(Addresses().Matches(page), m => Assert.DoesNotMatch("^(https?:)?//", m.Groups[1].Value));
    }

    [Fact]
    public void The_fonts_licence_travels_with_the_font()
    {
        Assert.Contains("SIL OPEN FONT LICENSE", Encoding.UTF8.GetString(Files["assets/notices.txt"]), StringComparison.OrdinalIgnoreCase);
    }

    private static Dictionary<string, byte[]> Embedded()
    {
        var assembly = typeof(DashboardHost).Assembly;
        return assembly.GetManifestResourceNames().Where(n => n.StartsWith("web/", StringComparison.Ordinal)).ToDictionary(n => n["web/".Length..], n =>
        {
            using var stream = assembly.GetManifestResourceStream(n)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        });
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Addresses();
}

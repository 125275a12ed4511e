using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>An empty web application of the slim kind: no program on this framework answers its first request sooner.</summary>
internal static class EmptyServer
{
    /// <summary>Answers everything with `{}` until it is killed.</summary>
    public static async Task<int> RunAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        await using var server = builder.Build();
        server.Urls.Add(address);
        RunExtensions.Run(server, context => context.Response.WriteAsync("{}"));
        await server.RunAsync();
        return 0;
    }
}

using Powderwatts.Verbs;

return await CommandLine.RunAsync(args, CancellationToken.None);

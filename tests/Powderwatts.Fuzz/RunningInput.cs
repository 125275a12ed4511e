using System.IO.MemoryMappedFiles;

namespace Powderwatts.Fuzz;

/// <summary>The input that a parser is reading right now, in a file that survives the process: a stack overflow leaves no other trace.</summary>
internal sealed class RunningInput : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    public RunningInput(string path)
    {
        Path = path;
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Mutator.MostBytes + sizeof(int));
        view = file.CreateViewAccessor();
    }

    public string Path { get; }

    public void Set(byte[] input)
    {
        var length = Math.Min(input.Length, Mutator.MostBytes);
        view.Write(0, length);
        view.WriteArray(sizeof(int), input, 0, length);
    }

    /// <summary>The input that a process was reading when it ended.</summary>
    public static byte[] Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return bytes[sizeof(int)..(sizeof(int) + BitConverter.ToInt32(bytes))];
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
        File.Delete(Path);
    }
}

using System.Text.Json;

namespace Powderwatts.Edge.Simulation.Weather;

/// <summary>
/// The place in the data folder, `simulation.json`: written whole or not at all, so that the same weather goes on after a restart.
/// A file that cannot be understood is moved aside and said so; a newer program's file is refused.
/// </summary>
public static class WeatherPlaceFile
{
    /// <summary>The file's name in the data folder.</summary>
    public const string Name = "simulation.json";

    /// <summary>The seed when none is asked for.</summary>
    public const long DefaultSeed = 1;

    private const int Version = 1;

    /// <summary>Reads the place, or makes the first one; begins a new stretch when the speed is another one.</summary>
    /// <param name="dataFolder">The data folder; it exists.</param>
    /// <param name="seed">The seed asked for; null takes the kept one, or <see cref="DefaultSeed"/> at first.</param>
    /// <param name="zone">The site's zone: at first start the hours of the day are laid on its clock.</param>
    /// <param name="speed">Weather seconds in a second.</param>
    /// <param name="now">The present instant.</param>
    /// <exception cref="SimulationException">Another seed than the kept one is asked for, the file is of a newer program, or the speed is out of range.</exception>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public static OpenedPlace Open(string dataFolder, long? seed, TimeZoneInfo zone, double speed, DateTimeOffset now)
    {
        var path = Path.Combine(dataFolder, Name);
        string? notice = null;
        WeatherRecording? recording = null;
        WeatherPlace? place = null;
        if (File.Exists(path))
        {
            if (Read(path, out recording) is { } kept)
            {
                place = kept;
            }
            else
            {
                var aside = $"{path}.damaged-{now.UtcDateTime:yyyyMMddTHHmmss}";
                File.Move(path, aside, overwrite: true);
                notice = $"cannot read the simulation's place '{path}': it is damaged and now lies in '{aside}'; the weather was placed anew";
            }
        }

        if (place is null || recording is null)
        {
            recording = WeatherRecording.OpenBundled();
            place = WeatherPlace.First(recording, seed ?? DefaultSeed, zone, speed, now);
            Write(path, place);
        }
        else if (seed is { } wanted && wanted != place.Seed)
        {
            throw new SimulationException($"cannot simulate with seed {wanted}: the data folder '{dataFolder}' holds a roof with seed {place.Seed}; leave the seed out, or choose another folder with --data");
        }
        else if (speed != place.Speed)
        {
            place = place.At(speed, now);
            Write(path, place);
        }

        return new OpenedPlace(place, recording, notice);
    }

    private static WeatherPlace? Read(string path, out WeatherRecording? recording)
    {
        recording = null;
        WeatherPlaceJson? json;
        try
        {
            var bytes = File.ReadAllBytes(path);
            using (var document = JsonDocument.Parse(bytes))
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("version", out var version)
                    && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number > Version)
                    throw new SimulationException($"cannot read the simulation's place '{path}': it has version {number} and this program knows {Version}; use the newer program, or move the file away");
            }

            json = JsonSerializer.Deserialize(bytes, WeatherPlaceContext.Default.WeatherPlaceJson);
        }
        catch (JsonException)
        {
            return null; // the caller moves it aside and says so
        }

        if (json is not { Version: Version, Speed: > 0 and <= WeatherPlace.MaxSpeed } || !WeatherRecording.TryOpen(json.Recording, out recording)
            || json.StartWeather < recording.Start || json.StartWeather >= recording.Start + recording.Length || json.AnchorWeather < json.StartWeather)
            return null;
        return new WeatherPlace
        {
            Seed = json.Seed,
            Recording = json.Recording,
            StartWeather = DateTime.SpecifyKind(json.StartWeather, DateTimeKind.Unspecified),
            Anchor = json.Anchor,
            AnchorWeather = DateTime.SpecifyKind(json.AnchorWeather, DateTimeKind.Unspecified),
            Speed = json.Speed,
        };
    }

    private static void Write(string path, WeatherPlace place)
    {
        var json = new WeatherPlaceJson(Version, place.Seed, place.Recording, place.StartWeather, place.Anchor.ToUniversalTime(), place.AnchorWeather, place.Speed);
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, json, WeatherPlaceContext.Default.WeatherPlaceJson);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

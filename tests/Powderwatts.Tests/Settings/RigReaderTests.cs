using CsCheck;
using Powderwatts.Settings;

namespace Powderwatts.Tests.Settings;

public sealed class RigReaderTests
{
    private const string Sensor = "{ id: a, driver: ina226, bus: sim, address: 0x40, shunt_ohms: 0.01, max_current_a: 8 }";

    [Fact]
    public void The_built_in_rig_is_six_simulated_circuits_the_air_and_a_wet_contact()
    {
        var rig = Read(RigFile.BuiltInText());

        Assert.Equal(8, rig.Sensors.Length);
        Assert.True(rig.IsSimulated);
        Assert.Equal(("lodge", "booth-pi"), (rig.Site.Id, rig.Node.Id));
    }

    [Fact]
    public void Every_rig_in_firmware_config_is_in_order()
    {
        var rigs = Directory.GetFiles(Path.Combine(Checkout.Root, "firmware-config", "rigs"), "*.yaml");

        Assert.NotEmpty(rigs);
        Assert.All(rigs, file => Assert.NotEmpty(RigReader.Read(File.ReadAllText(file), file, new Dictionary<string, string>()).Sensors));
    }

    [Theory]
    [InlineData("{ host: 192.168.1.20 }", false)]
    [InlineData("{ host: broker.local, allow_insecure: false }", false)]
    [InlineData("{ host: broker.local, allow_insecure: true }", true)]
    [InlineData("{ host: localhost }", true)]
    [InlineData("{ host: 127.0.0.2 }", true)]
    [InlineData("{ host: '::1' }", true)]
    public void An_unencrypted_broker_on_another_machine_must_be_allowed(string broker, bool good)
    {
        var text = $"version: 1\nbroker: {broker}\nsensors: [{Sensor}]\n";

        if (good)
            Assert.Equal(broker.Contains("true", StringComparison.Ordinal), Read(text).Broker.AllowInsecure);
        else
            Assert.Contains("add tls: true, or where the network is your own allow_insecure: true", Faults(text), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once_with_line_column_key_and_what_was_meant()
    {
        var faults = Faults(
            """
            version: 1
            site: { id: Lodge, zone: Mars/Olympus }
            node: { id: booth-pi, clok: trust }
            sensors:
              - { id: gutter, driver: ina226, bus: i2c-1, adress: 0x40, shunt_ohms: 0.01, max_current_a: 8 }
              - { id: valley, driver: ina266, bus: i2c-1 }
              - { id: ridge, driver: ina226, bus: i2c-1, address: 0x99, shunt_ohms: none, max_current_a: 8 }
            stor: { kind: sqlite }
            """);

        Assert.Equal(
            """
            rig.yaml:2:13  error  site.id  "Lodge" is no id; allowed: 1 to 32 of a-z, 0-9 and -
            rig.yaml:2:26  error  site.zone  "Mars/Olympus" is no time zone known here; write an IANA name such as America/Denver
            rig.yaml:3:23  error  node.clok  unknown key; did you mean "clock"?
            rig.yaml:5:47  error  sensors[0].adress  unknown key; did you mean "address"?
            rig.yaml:6:27  error  sensors[1].driver  "ina266" is unknown; did you mean "ina226"?
            rig.yaml:7:55  error  sensors[2].address  is 0x99, must be an address like 0x40 from 0x40 to 0x4F
            rig.yaml:7:73  error  sensors[2].shunt_ohms  is 'none', must be a number from 1E-05 to 10
            rig.yaml:8:1  error  stor  unknown key; did you mean "store"?
            """,
            faults);
    }

    [Fact]
    public void Two_sensors_with_one_id_or_one_address_are_refused()
    {
        var faults = Faults($"version: 1\nsensors:\n  - {Sensor}\n  - {Sensor}\n");

        Assert.Contains("sensors[1].id  \"a\" is taken by the sensor in line 3", faults, StringComparison.Ordinal);
        Assert.Contains("sensors[1].address  0x40 on sim is taken by \"a\" (line 3)", faults, StringComparison.Ordinal);
    }

    [Fact]
    public void Simulated_and_real_buses_do_not_mix()
    {
        var real = Sensor.Replace("id: a", "id: b", StringComparison.Ordinal).Replace("bus: sim", "bus: i2c-1", StringComparison.Ordinal);

        Assert.Contains("sensors[1].bus  mixes simulated and real buses", Faults($"version: 1\nsensors:\n  - {Sensor}\n  - {real}\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_limits_of_the_outbox_are_read_and_have_defaults()
    {
        var limits = RigReader.Read("version: 1\noutbox: { max_size: 1.5GiB, keep_acknowledged: 0s, commit_interval: 5s }", "rig.yaml", new Dictionary<string, string>()).Outbox;

        Assert.Equal((1536L << 20, TimeSpan.Zero, TimeSpan.FromSeconds(5)), (limits.MaxBytes, limits.KeepAcknowledged, limits.CommitInterval));
        var defaults = RigReader.Read("version: 1", "rig.yaml", new Dictionary<string, string>()).Outbox;
        Assert.Equal((256L << 20, TimeSpan.FromHours(24), TimeSpan.FromSeconds(1)), (defaults.MaxBytes, defaults.KeepAcknowledged, defaults.CommitInterval));
    }

    [Theory]
    [InlineData("", "version  is missing")]
    [InlineData("version: 2", "version  is 2, made for a newer program")]
    [InlineData("version: one", "\"one\" is no whole number from 1")]
    [InlineData("- a", "must be a mapping")]
    [InlineData("version: 1\nsite: lodge", "site  must be a mapping")]
    [InlineData("version: 1\nsensors: { }", "sensors  must be a list")]
    [InlineData("version: 1\nsite: { id: collector }", "\"collector\" is taken")]
    [InlineData("version: 1\nbroker: { port: 70000 }", "broker.port  \"70000\" is no whole number from 1 to 65535")]
    [InlineData("version: 1\nstore: { kind: influx, url: nowhere }", "store.url  \"nowhere\" is no address")]
    [InlineData("version: 1\noutbox: { max_size: 1MiB }", "outbox.max_size  \"1MiB\" is no size from 16MiB to 64GiB; write for example 512MiB")]
    [InlineData("version: 1\noutbox: { max_size: 512 }", "outbox.max_size  \"512\" is no size from")]
    [InlineData("version: 1\noutbox: { commit_interval: 1m }", "outbox.commit_interval  \"1m\" is no duration from 100ms to 30s")]
    [InlineData("version: 1\noutbox: { keep_acknowleged: 1h }", "outbox.keep_acknowleged  unknown key; did you mean \"keep_acknowledged\"?")]
    [InlineData("version: 1\nsite: { id: a, id: b }", "no valid YAML: Duplicate key")]
    [InlineData("version: 1\nsite: { id: a", "no valid YAML")]
    [InlineData("version: 1\n---\nversion: 1", "a second document")]
    public void A_fault_is_named(string text, string expected) => Assert.Contains(expected, Faults(text), StringComparison.Ordinal);

    [Fact]
    public void A_text_that_nests_too_deep_is_refused() =>
        Assert.Contains("nested more than", Faults("version: " + new string('[', 100_000)), StringComparison.Ordinal);

    [Fact]
    public void An_alias_that_holds_itself_is_refused() =>
        Assert.Contains("error", Faults("version: 1\nsite: &a { id: *a }\nnode: &b [ *b ]"), StringComparison.Ordinal);

    [Theory]
    [InlineData("g: [*f,*f,*f,*f,*f,*f,*f,*f]")]
    [InlineData("? *f\n: 1")]
    public void Aliases_in_aliases_cannot_grow_without_end(string last)
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x]\n" + string.Concat("bcdef".Select(c => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat($"*{(char)(c - 1)}", 8))}]\n")) + last;

        Assert.Contains("stands for more than 20000 values", Faults(bomb), StringComparison.Ordinal);
        Assert.DoesNotContain("stands for", Faults("a: &a [x, y]\nb: [*a, *a]\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_lies_over_the_file()
    {
        var rig = RigReader.Read(
            $"version: 1\nsite: {{ id: lodge }}\nsensors:\n  - {Sensor}\n",
            "rig.yaml",
            new Dictionary<string, string>
            {
                ["POWDERWATTS__SITE__ID"] = "hut",
                ["POWDERWATTS__SENSORS__0__INTERVAL"] = "250ms",
                ["POWDERWATTS__BROKER__PORT"] = "8883",
                ["HOME"] = "/home/kim",
            });

        Assert.Equal("hut", rig.Site.Id);
        Assert.Equal(TimeSpan.FromMilliseconds(250), rig.Sensors[0].Interval);
        Assert.Equal(8883, rig.Broker.Port);
    }

    [Fact]
    public void A_fault_in_the_environment_names_the_variable()
    {
        var fault = Assert.Throws<SettingsException>(() => RigReader.Read("version: 1", "rig.yaml", new Dictionary<string, string> { ["POWDERWATTS__BROKER__PROT"] = "1883" }));

        Assert.Equal("POWDERWATTS__BROKER__PROT  error  broker.prot  unknown key; did you mean \"port\"?", fault.Message);
    }

    [Fact]
    public void A_password_file_is_found_beside_the_rig() =>
        Assert.Equal(
            "/etc/powderwatts/node.password",
            RigReader.Read("version: 1\nbroker: { password_file: ./node.password }", "/etc/powderwatts/powderwatts.yaml", new Dictionary<string, string>()).Broker.PasswordFile);

    [Fact]
    public void Any_text_either_is_a_rig_or_has_faults_and_nothing_else_escapes()
    {
        string[] words =
        [
            "version: 1", "\n", "site:", " { id: a }", "- ", "sensors:", "&a ", "*a", "\"", "[", "]", "{", "}", ": ", "\t", "x", "!!int ", "? ", "| ",
            "0x40", "é", "#", "%YAML", "---\n",
        ];
        var fragments = Gen.Int[0, words.Length - 1].Select(i => words[i]);
        Check.Sample(fragments.List[0, 20], parts =>
        {
            try
            {
                Read(string.Concat(parts));
            }
            catch (SettingsException fault)
            {
                Assert.NotEmpty(fault.Faults);
            }
        });
    }

    private static Rig Read(string text) => RigReader.Read(text, "rig.yaml", new Dictionary<string, string>());

    private static string Faults(string text) => Assert.Throws<SettingsException>(() => Read(text)).Message;
}

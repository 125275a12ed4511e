using System.Text.RegularExpressions;
using Powderwatts.Settings;
using Powderwatts.Verbs;
using YamlDotNet.RepresentationModel;
using static Powderwatts.Tests.YamlFile;

namespace Powderwatts.Tests.Compose;

/// <summary>docker-compose.yml read as text: no container engine is needed to see that it hangs together.</summary>
public sealed class ComposeFileTests
{
    private const string SecretFolder = "/run/secrets/";
    private static readonly ComposeFile compose = new();

    public static TheoryData<string> Services => [.. compose.Services.Select(s => s.Name)];

    public static TheoryData<string> Own => [.. compose.Own.Select(s => s.Name)];

    [Fact]
    public void It_has_the_parts_of_the_flow() => Assert.Equal(
        ["collector", "dashboard", "edge", "grafana", "influxdb", "mosquitto", "setup"], compose.Services.Select(s => s.Name).Order());

    [Theory]
    [MemberData(nameof(Services))]
    public void An_image_is_pinned_by_a_tag_that_says_which(string name) =>
        Assert.Matches(@"^[\w./-]+:\d+\.\d+\.\d+[\w.-]*$", Text(compose.Service(name), "image"));

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_is_watched_or_ends_by_itself(string name)
    {
        var service = compose.Service(name);
        if (Text(service, "restart") == "no")
        {
            Assert.Equal("true", Text(service, "healthcheck", "disable"));
            return;
        }

        Assert.Equal("unless-stopped", Text(service, "restart"));
        Assert.Equal("CMD", Texts(service, "healthcheck", "test")[0]);
        foreach (var key in new[] { "interval", "timeout", "retries", "start_period" })
            Assert.NotEqual("", Text(service, "healthcheck", key));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Nothing_gains_rights_and_ports_are_this_machines_only(string name)
    {
        var service = compose.Service(name);

        Assert.Contains("no-new-privileges:true", Texts(service, "security_opt"));
        Assert.Null(Find(service, "privileged"));
        Assert.Null(Find(service, "network_mode"));
        Assert.All(Texts(service, "ports"), port => Assert.Matches(@"^127\.0\.0\.1:\d+:\d+$", port));
    }

    [Theory]
    [MemberData(nameof(Own))]
    public void Our_program_runs_without_rights_on_a_root_that_it_cannot_write(string name)
    {
        var service = compose.Service(name);

        Assert.Equal("true", Text(service, "read_only"));
        Assert.Equal(["ALL"], Texts(service, "cap_drop"));
        Assert.Contains("/tmp", Texts(service, "tmpfs"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_secret_is_a_file_and_never_a_value(string name)
    {
        var service = compose.Service(name);
        var given = Texts(service, "secrets");

        Assert.Empty(given.Except(compose.Secrets.Keys));
        foreach (var (key, value) in ComposeFile.Environment(service))
        {
            if (Regex.IsMatch(key, "PASSWORD|TOKEN|SECRET|_KEY", RegexOptions.IgnoreCase))
                Assert.EndsWith("_FILE", key, StringComparison.OrdinalIgnoreCase);
            if (value.StartsWith(SecretFolder, StringComparison.Ordinal))
                Assert.Contains(value[SecretFolder.Length..], given);
        }
    }

    [Fact]
    public void Every_secret_is_used_and_lies_in_the_folder_that_is_never_committed()
    {
        Assert.Empty(compose.Secrets.Keys.Except(compose.Services.SelectMany(s => Texts(s.Service, "secrets"))));
        Assert.All(compose.Secrets.Values, file => Assert.StartsWith("secrets/", file, StringComparison.Ordinal));
        Assert.Contains("/secrets/", File.ReadAllLines(Path.Combine(Checkout.Root, ".gitignore")));
        Assert.Contains("secrets", File.ReadAllLines(Path.Combine(Checkout.Root, ".dockerignore")));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_file_and_volume_that_is_mounted_is_there(string name)
    {
        foreach (var (source, target, mode) in ComposeFile.Mounts(compose.Service(name)))
        {
            Assert.StartsWith("/", target, StringComparison.Ordinal);
            if (!source.StartsWith("./", StringComparison.Ordinal))
            {
                Assert.Contains(source, compose.Volumes);
                continue;
            }

            Assert.Equal("ro", mode);
            Assert.True(Path.Exists(Path.Combine(Checkout.Root, source)), $"{source} is not in the repository");
        }
    }

    [Fact]
    public void Every_named_volume_is_used() =>
        Assert.Empty(compose.Volumes.Except(compose.Services.SelectMany(s => ComposeFile.Mounts(s.Service)).Select(m => m.Source)));

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_waits_only_for_what_can_come(string name)
    {
        foreach (var (other, condition) in Entries(compose.Service(name), "depends_on"))
        {
            var ends = Text(compose.Service(other), "restart") == "no";
            Assert.Equal(ends ? "service_completed_successfully" : "service_healthy", Text(condition, "condition"));
        }
    }

    [Theory]
    [MemberData(nameof(Own))]
    public void Every_command_line_is_one_of_the_program(string name)
    {
        var command = ComposeFile.Command(compose.Service(name));

        Assert.Empty(CommandLine.Root().Parse(command).Errors.Select(e => e.Message));
    }

    [Theory]
    [MemberData(nameof(Own))]
    public void The_settings_of_a_service_are_in_order_and_name_secrets_that_it_is_given(string name)
    {
        var service = compose.Service(name);
        var rig = RigOf(service);
        var given = Texts(service, "secrets").Select(s => SecretFolder + s).ToArray();
        var verb = ComposeFile.Command(service)[0];

        if (name != "setup")
        {
            Assert.Contains(rig.Broker.PasswordFile, given);
            Assert.Equal(("mosquitto", 1883), (rig.Broker.Host, rig.Broker.Port));
            Assert.Equal(name == "edge" ? $"{rig.Site.Id}/{rig.Node.Id}" : name, rig.Broker.User);
        }

        if (verb != "edge")
        {
            Assert.Contains(rig.Store.TokenFile, given);
            Assert.Equal(("influx", 2, "influxdb"), (rig.Store.Kind, rig.Store.Version, rig.Store.Url!.Host));
            Assert.Equal(ComposeFile.Environment(compose.Service("influxdb"))["DOCKER_INFLUXDB_INIT_ORG"], rig.Store.Organisation);
        }

        // only a secret's own reader sees it
        string[] needed = verb == "edge" ? [rig.Broker.PasswordFile!] : name == "setup" ? [rig.Store.TokenFile!] : [rig.Broker.PasswordFile!, rig.Store.TokenFile!];
        Assert.Equal(needed.Order(), given.Order());
    }

    [Fact]
    public void Only_the_collector_and_its_setup_may_change_the_store() => Assert.Equal(
        ["collector", "influxdb", "setup"],
        compose.Services.Where(s => Texts(s.Service, "secrets").Contains("influx-operator.token")).Select(s => s.Name).Order());

    [Fact]
    public void The_node_whose_user_is_made_is_the_node_of_the_rig()
    {
        var rig = RigOf(compose.Service("edge"));
        var script = File.ReadAllText(Path.Combine(Checkout.Root, "firmware-config", "compose", "secrets.sh"));

        Assert.True(rig.IsSimulated);
        Assert.Contains($"site={rig.Site.Id} node={rig.Node.Id} ", script, StringComparison.Ordinal);
    }

    [Fact]
    public void The_containers_broker_differs_from_the_other_only_where_it_must()
    {
        string[] Lines(string folder) =>
            [.. File.ReadLines(Path.Combine(Checkout.Root, "firmware-config", folder, "mosquitto.conf")).Where(l => l.Length > 0 && l[0] != '#')];

        Assert.Equal(
            ["acl_file /etc/mosquitto/powderwatts/acl", "listener 1883 127.0.0.1", "password_file /etc/mosquitto/powderwatts/passwords"],
            Lines("broker").Except(Lines("compose")).Order());
        Assert.Equal(
            [
                "acl_file /run/secrets/broker-acl", "listener 1883", "log_dest stderr", "password_file /run/secrets/broker-passwords",
                "persistence true", "persistence_location /mosquitto/data/",
            ],
            Lines("compose").Except(Lines("broker")).Order());
    }

    [Fact]
    public void Grafana_is_given_what_its_provisioning_names()
    {
        var grafana = compose.Service("grafana");
        var sources = File.ReadAllText(Path.Combine(Checkout.Root, "dashboards", "grafana", "provisioning", "datasources", "powderwatts.yaml"));
        var provider = Load("dashboards/grafana/provisioning/dashboards/powderwatts.yaml");
        var boards = Text(List(provider, "providers")[0], "options", "path");
        var environment = ComposeFile.Environment(grafana);

        Assert.Contains(("./dashboards/grafana/boards", boards, "ro"), ComposeFile.Mounts(grafana));
        Assert.Contains("$POWDERWATTS_INFLUX_URL", sources, StringComparison.Ordinal);
        Assert.Equal(RigOf(compose.Service("dashboard")).Store.Url, new Uri(environment["POWDERWATTS_INFLUX_URL"]));
        foreach (Match secret in Regex.Matches(sources, @"\$__file\{/run/secrets/([^}]+)\}"))
            Assert.Contains(secret.Groups[1].Value, Texts(grafana, "secrets"));
        var home = environment["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"];
        Assert.Contains(Path.GetFileName(home), GrafanaBoard.Files.Select(Path.GetFileName));
        Assert.Equal(boards, Path.GetDirectoryName(home));
    }

    private static Rig RigOf(YamlNode service)
    {
        var (source, target, _) = ComposeFile.Mounts(service).Single(m => m.Target.EndsWith(RigFile.FileName, StringComparison.Ordinal));
        Assert.Contains(target, ComposeFile.Command(service));
        return RigReader.Read(File.ReadAllText(Path.Combine(Checkout.Root, source)), target, ComposeFile.Environment(service));
    }
}

using System.Globalization;
using Powderwatts.Edge.Sensors;

namespace Powderwatts.Tests.Edge.Sensors;

public sealed class SettingKeyTests
{
    [Theory]
    [InlineData(SettingType.Number, "0.01", 0.01)]
    [InlineData(SettingType.Number, "1e-3", 0.001)]
    [InlineData(SettingType.Whole, "64", 64)]
    [InlineData(SettingType.Address, "0x40", 0x40)]
    [InlineData(SettingType.Address, "0X4f", 0x4F)]
    [InlineData(SettingType.Address, "64", 0x40)]
    [InlineData(SettingType.Text, "28-000005e2fdc3", "28-000005e2fdc3")]
    public void A_value_is_read_as_its_type(SettingType type, string text, object expected)
    {
        Assert.True(new SettingKey("key", type, "").TryRead(text, out var value, out _));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData(SettingType.Number, "ten", "is 'ten', must be a number")]
    [InlineData(SettingType.Number, "NaN", "is 'NaN', must be a number")]
    [InlineData(SettingType.Number, "", "is '', must be a number")]
    [InlineData(SettingType.Number, "1,5", "is '1,5', must be a number")]
    [InlineData(SettingType.Whole, "1.5", "is '1.5', must be a whole number")]
    [InlineData(SettingType.Address, "0x", "is '0x', must be an address like 0x40")]
    [InlineData(SettingType.Address, "forty", "is 'forty', must be an address like 0x40")]
    [InlineData(SettingType.Duration, "5", "is '5', must be a duration like 500ms, 1s or 5m")]
    [InlineData(SettingType.Text, "", "is '', must be text")]
    public void What_is_not_of_the_type_is_a_fault_that_says_what_is_allowed(SettingType type, string text, string expected)
    {
        Assert.False(new SettingKey("key", type, "").TryRead(text, out var value, out var fault));
        Assert.Null(value);
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("0x3F", "is 0x3F, must be an address like 0x40 from 0x40 to 0x4F")]
    [InlineData("0x50", "is 0x50, must be an address like 0x40 from 0x40 to 0x4F")]
    public void A_value_beyond_the_limits_is_a_fault_that_names_them(string text, string expected)
    {
        var key = new SettingKey("address", SettingType.Address, "") { Min = 0x40, Max = 0x4F };

        Assert.False(key.TryRead(text, out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Limits_of_a_duration_are_in_seconds()
    {
        var key = new SettingKey("wait", SettingType.Duration, "") { Min = 0.01, Max = 3600 };

        Assert.True(key.TryRead("1h", out var value, out _));
        Assert.Equal(TimeSpan.FromHours(1), value);
        Assert.False(key.TryRead("9ms", out _, out var fault));
        Assert.Equal("is 9ms, must be a duration like 500ms, 1s or 5m from 10ms to 1h", fault);
    }

    [Theory]
    [InlineData(SettingType.Whole, "4", null)]
    [InlineData(SettingType.Whole, "2", "is 2, must be one of 1, 4, 16")]
    [InlineData(SettingType.Word, "16", null)]
    [InlineData(SettingType.Word, "auto", "is auto, must be one of 1, 4, 16")]
    public void Only_the_choices_are_allowed(SettingType type, string text, string? expected)
    {
        var key = new SettingKey("averaging", type, "") { Choices = ["1", "4", "16"] };

        Assert.Equal(expected is null, key.TryRead(text, out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("1s", 1)]
    [InlineData("1.5 s", 1.5)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    public void A_duration_has_a_number_and_a_unit(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), DurationText.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1e3s")]
    [InlineData("9000h")]
    [InlineData("1d")]
    [InlineData("1,5s")]
    public void Other_texts_are_no_durations(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Fact]
    public void The_machines_language_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.True(new SettingKey("shunt_ohms", SettingType.Number, "").TryRead("0.01", out var value, out _));
            Assert.Equal(0.01, value);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

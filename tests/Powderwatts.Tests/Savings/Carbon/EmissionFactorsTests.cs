using Powderwatts.Savings.Carbon;

namespace Powderwatts.Tests.Savings.Carbon;

public sealed class EmissionFactorsTests
{
    [Theory]
    [InlineData("NWPP", "CO2", 0.28655)]
    [InlineData("US", "CO2", 0.34800)]
    [InlineData("US", "CO2e", 0.34967)]
    public void The_built_in_table_is_in_kg_a_kWh(string region, string gas, double kgPerKwh) =>
        Assert.Equal(kgPerKwh, EmissionFactors.BuiltIn.Find(region, gas, "average").KgPerKwh, 5);

    [Fact]
    public void An_unknown_region_is_an_error_that_names_the_known_ones()
    {
        var fault = Assert.Throws<FactorException>(() => EmissionFactors.BuiltIn.Find("XXXX", "CO2", "average"));

        Assert.Equal(
            "no average CO2 factor for region 'XXXX'; regions that have one: AZNM, CAMX, ERCT, MROW, NWPP, US; or name a factor file of your own",
            fault.Message);
    }

    [Fact]
    public void The_newest_year_of_a_region_holds()
    {
        var table = Read("A,a,2022,CO2,average,500,g/kWh,x\nA,a,2024,CO2,average,0.4,kg/kWh,x\nA,a,2023,CO2,average,450,kg/MWh,x");

        Assert.Equal((2024, 0.4), (table.Find("A", "CO2", "average").Year, table.Find("A", "CO2", "average").KgPerKwh));
    }

    [Theory]
    [InlineData("A,a,2022,CO2,average,500,g/kWh", "line 2: 7 columns; there must be 8")]
    [InlineData("A,a,22,CO2,average,500,g/kWh,x", "line 2: year '22'; 1990 to 2100")]
    [InlineData("A,a,2022,CH4,average,500,g/kWh,x", "line 2: gas 'CH4'; CO2 or CO2e")]
    [InlineData("A,a,2022,CO2,mean,500,g/kWh,x", "line 2: basis 'mean'; average or marginal")]
    [InlineData("A,a,2022,CO2,average,5e2,g/kWh,x", "line 2: value '5e2' is no number")]
    [InlineData("A,a,2022,CO2,average,500,lb/kWh,x", "line 2: unit 'lb/kWh'; lb/MWh, kg/MWh, g/kWh or kg/kWh")]
    [InlineData("A,a,2022,CO2,average,631.74,kg/kWh,x", "line 2: 631.74 kg/kWh: no grid emits that much; is the unit right?")]
    public void A_line_that_is_not_right_is_named(string line, string fault) =>
        Assert.Equal("cannot read factors 'my.csv': " + fault, Assert.Throws<FactorException>(() => Read(line)).Message);

    private static EmissionFactors Read(string lines) =>
        EmissionFactors.Read(new StringReader("region,name,year,gas,basis,value,unit,source\n" + lines), "my.csv");
}

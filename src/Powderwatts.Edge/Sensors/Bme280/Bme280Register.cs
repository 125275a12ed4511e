namespace Powderwatts.Edge.Sensors.Bme280;

/// <summary>Registers of the BME280: 8 bits each, the address moves on by itself while reading (data sheet BST-BME280-DS002, table 18).</summary>
internal enum Bme280Register : byte
{
    CalibrationLow = 0x88,
    ChipId = 0xD0,
    Reset = 0xE0,
    CalibrationHigh = 0xE1,
    ControlHumidity = 0xF2,
    Status = 0xF3,
    ControlMeasurement = 0xF4,
    Configuration = 0xF5,
    Data = 0xF7,
}

namespace Powderwatts.Edge.Sensors;

/// <summary>What is wrong with one setting of a sensor.</summary>
/// <param name="Key">The key as it is written in the rig: `shunt_ohms`.</param>
/// <param name="Message">The cause and what to do, in words.</param>
public readonly record struct SettingFault(string Key, string Message);

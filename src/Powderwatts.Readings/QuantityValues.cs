using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Powderwatts.Readings;

/// <summary>The values of one reading: each quantity is a finite number or absent. Holds them in place, without allocation.</summary>
public struct QuantityValues : IEquatable<QuantityValues>
{
    private Slots slots;
    private ushort present;

    /// <summary>The value, or null when absent. Setting null removes it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public double? this[Quantity quantity]
    {
        readonly get => Has(quantity) ? slots[(int)quantity] : null;
        set
        {
            if (value is { } number)
            {
                if (!double.IsFinite(number))
                    throw new ArgumentOutOfRangeException(nameof(value), number, $"{quantity.Name()} must be a finite number");
                slots[(int)quantity] = number;
                present |= (ushort)(1 << (int)quantity);
            }
            else
            {
                slots[(int)quantity] = 0;
                present &= (ushort)~(1 << (int)quantity);
            }
        }
    }

    /// <summary>Bit n is set when quantity n is present.</summary>
    public readonly ushort Mask => present;

    /// <summary>How many values are present.</summary>
    public readonly int Count => System.Numerics.BitOperations.PopCount(present);

    /// <summary>Is the quantity present?</summary>
    public readonly bool Has(Quantity quantity) => (present & (1 << (int)quantity)) != 0;

    /// <summary>Gets a value if it is present.</summary>
    public readonly bool TryGet(Quantity quantity, out double value)
    {
        value = slots[(int)quantity];
        return Has(quantity);
    }

    /// <inheritdoc/>
    public readonly bool Equals(QuantityValues other)
    {
        if (present != other.present)
            return false;
        for (var i = 0; i < Quantities.Count; i++)
        {
            if (BitConverter.DoubleToInt64Bits(slots[i]) != BitConverter.DoubleToInt64Bits(other.slots[i]))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is QuantityValues other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(present);
        for (var i = 0; i < Quantities.Count; i++)
            hash.Add(slots[i]);
        return hash.ToHashCode();
    }

    /// <summary>`power_w=612.4 voltage_v=240.1`, for messages and test output.</summary>
    public override readonly string ToString()
    {
        var self = this;
        return string.Join(' ', Quantities.All.Where(q => self.Has(q)).Select(q => FormattableString.Invariant($"{q.Name()}={self[q]}")));
    }

    public static bool operator ==(QuantityValues left, QuantityValues right) => left.Equals(right);

    public static bool operator !=(QuantityValues left, QuantityValues right) => !left.Equals(right);

    [InlineArray(Quantities.Count)]
    private struct Slots
    {
        private double first;
    }
}

using CsCheck;
using Powderwatts.Tape;
using Powderwatts.Tape.Format;

namespace Powderwatts.Tests.Tape;

public sealed class TapeDamageTests
{
    private const int Block = 5;
    private static readonly TapeReading[] readings = [.. Enumerable.Range(0, 20).Select(TapeSamples.Reading)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tape_cut_at_any_byte_gives_every_reading_of_its_whole_blocks(bool complete)
    {
        var tape = TapeSamples.Tape(readings, Block, complete);
        var ends = BlockEnds(tape);
        for (var length = 0; length < tape.Length; length++)
        {
            var cut = tape[..length];
            if (length < ends[0])
            {
                Assert.Throws<TapeException>(() => TapeSamples.Read(cut));
                continue;
            }

            var (read, reader) = TapeSamples.Read(cut);
            using (reader)
            {
                var whole = Math.Min(readings.Length, (ends.Count(end => end <= length) - 1) * Block);
                Assert.Equal(readings[..whole], read);
                Assert.Equal(TapeEnding.Truncated, reader.End.Ending);
                Assert.Equal(ends.Last(end => end <= length), reader.End.Position);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_flipped_bit_anywhere_costs_at_most_its_block_and_is_named(bool complete)
    {
        var tape = TapeSamples.Tape(readings, Block, complete);
        var blocks = BlockEnds(tape).Count;
        var unnoticed = 0;
        for (var bit = 0; bit < tape.Length * 8; bit += complete ? 3 : 7) // every byte, each of its bits in turn
        {
            tape[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                var (read, reader) = TapeSamples.Read(tape);
                using (reader)
                {
                    AssertSubsequence(read);
                    Assert.InRange(read.Count, readings.Length - Block, readings.Length);
                    if (reader.End.Ending != TapeEnding.Damaged && reader.End.Position == tape.Length)
                    {
                        // bits that deflate leaves unused at the end of a block: nothing of what the block says hangs on them
                        Assert.Equal(readings, read);
                        unnoticed++;
                    }
                }
            }
            catch (TapeException)
            {
                Assert.False(complete, "the index says whose tape it is when its first block does not");
                Assert.True(bit / 8 < BlockEnds(tape).FirstOrDefault(tape.Length));
            }
            finally
            {
                tape[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.InRange(unnoticed, 0, 7 * blocks);
    }

    [Fact]
    public void Whatever_happens_to_the_bytes_no_reading_is_changed_and_none_is_lost_in_silence()
    {
        var tapes = new[] { TapeSamples.Tape(readings, Block), TapeSamples.Tape(readings, Block, complete: false), TapeSamples.Tape(readings, 1) };
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5000], Gen.Int[0, 5000], Gen.Int[0, 5000], Gen.Int[0, 4], Gen.Byte.Array[0, 100]).Sample(
            (which, at, length, to, how, noise) =>
            {
                var tape = tapes[which].ToList();
                at %= tape.Count;
                length %= tape.Count - at;
                var piece = tape.GetRange(at, length);
                switch (how)
                {
                    case 0: tape.RemoveRange(at, length); break;
                    case 1: tape.InsertRange(at, noise); break;
                    case 2: tape.InsertRange(to % tape.Count, piece); break;
                    case 3:
                        tape.RemoveRange(at, length);
                        tape.InsertRange(to % (tape.Count + 1), piece);
                        break;
                    default:
                        for (var i = 0; i < noise.Length && at + i < tape.Count; i++)
                            tape[at + i] = noise[i];
                        break;
                }

                AssertHonest([.. tape], whole: which != 1);
            },
            iter: 3000);
    }

    [Fact]
    public void A_blocks_lines_under_another_blocks_header_are_noticed()
    {
        var tape = TapeSamples.Tape(readings, 1);
        var ends = BlockEnds(tape);
        var sizes = ends.Zip(ends.Skip(1), (from, to) => (From: from, Bytes: to - from, Inflated: tape[from + 24])).ToList();
        // two blocks that differ in nothing but what they say
        var one = sizes.First(a => sizes.Exists(b => b.From > a.From && (b.Bytes, b.Inflated) == (a.Bytes, a.Inflated)));
        var other = sizes.First(b => b.From > one.From && (b.Bytes, b.Inflated) == (one.Bytes, one.Inflated));
        var mixed = tape.ToArray();
        tape.AsSpan(one.From + BlockHeader.Size, one.Bytes - BlockHeader.Size).CopyTo(mixed.AsSpan(other.From + BlockHeader.Size));

        AssertHonest(mixed, whole: true);
        var (read, reader) = TapeSamples.Read(mixed);
        using (reader)
        {
            Assert.Equal(readings.Length - 1, read.Count);
            Assert.Equal(TapeEnding.Damaged, reader.End.Ending);
        }
    }

    [Fact]
    public void A_damaged_block_in_the_middle_is_named_with_what_it_held_and_reading_goes_on_after_it()
    {
        foreach (var complete in new[] { true, false })
        {
            var tape = TapeSamples.Tape(readings, Block, complete);
            var at = BlockEnds(tape)[1];
            tape[at + BlockHeader.Size + 20] ^= 0x55;

            var (read, reader) = TapeSamples.Read(tape);
            using (reader)
            {
                Assert.Equal(readings[..Block].Concat(readings[(2 * Block)..]), read);
                var damage = Assert.Single(reader.Damages);
                Assert.Equal((at, 5L), (damage.Position, damage.Readings));
                Assert.Equal((TapeEnding.Damaged, (long)at), (reader.End.Ending, reader.End.Position));
            }
        }
    }

    [Fact]
    public void A_block_whose_header_is_gone_is_passed_over_and_named_by_its_number()
    {
        var tape = TapeSamples.Tape(readings, Block, complete: false);
        var at = BlockEnds(tape)[1];
        Array.Clear(tape, at, BlockHeader.Size);

        var (read, reader) = TapeSamples.Read(tape);
        using (reader)
        {
            Assert.Equal(readings[..Block].Concat(readings[(2 * Block)..]), read);
            Assert.Contains("block 2 is lost", Assert.Single(reader.Damages).Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Blocks_that_were_taken_out_are_missed()
    {
        var tape = TapeSamples.Tape(readings, Block, complete: false);
        var ends = BlockEnds(tape);

        var (read, reader) = TapeSamples.Read([.. tape[..ends[0]], .. tape[ends[2]..]]);
        using (reader)
        {
            Assert.Equal(readings[(2 * Block)..], read);
            Assert.Contains("blocks 1 to 2 are missing before it", Assert.Single(reader.Damages).Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_block_that_is_there_twice_is_read_once()
    {
        var tape = TapeSamples.Tape(readings, Block, complete: false);
        var ends = BlockEnds(tape);

        var (read, reader) = TapeSamples.Read([.. tape[..ends[2]], .. tape[ends[0]..]]);
        using (reader)
        {
            Assert.Equal(readings, read);
            Assert.Equal(TapeEnding.Damaged, reader.End.Ending);
        }
    }

    [Fact]
    public void Two_tapes_put_together_with_cat_are_the_first_and_the_rest_is_named()
    {
        var tape = TapeSamples.Tape(readings, Block);

        var (read, reader) = TapeSamples.Read([.. tape, .. tape]);
        using (reader)
        {
            Assert.Equal(readings, read);
            Assert.Contains("follow the end of the tape", reader.Damages.Last().Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_tail_of_zeros_as_a_crash_leaves_it_is_an_end_and_no_damage()
    {
        var tape = TapeSamples.Tape(readings, Block, complete: false);

        var (read, reader) = TapeSamples.Read([.. tape, .. new byte[4096]]);
        using (reader)
        {
            Assert.Equal(readings, read);
            Assert.Equal((TapeEnding.Truncated, (long)tape.Length), (reader.End.Ending, reader.End.Position));
            Assert.Contains("4096 bytes that are no block", reader.End.Reason, StringComparison.Ordinal);
        }
    }

    private static void AssertHonest(byte[] tape, bool whole)
    {
        List<TapeReading> read;
        TapeReader reader;
        try
        {
            (read, reader) = TapeSamples.Read(tape);
        }
        catch (TapeException)
        {
            return;
        }

        using (reader)
        {
            AssertSubsequence(read);
            if (read.Count < readings.Length)
                Assert.NotEqual(TapeEnding.Complete, reader.End.Ending);
            if (reader.End.Ending == TapeEnding.Complete)
                Assert.True(whole);
        }
    }

    private static void AssertSubsequence(List<TapeReading> read)
    {
        var at = 0;
        foreach (var reading in read)
        {
            while (at < readings.Length && readings[at] != reading)
                at++;
            Assert.True(at++ < readings.Length, $"{reading} was not written there");
        }
    }

    /// <summary>Where each block ends, those of the index too.</summary>
    private static List<int> BlockEnds(byte[] tape)
    {
        var ends = new List<int>();
        for (var at = 0; at < tape.Length && BlockHeader.TryRead(tape.AsSpan(at), out var header) == BlockFault.None; at += header.Bytes)
            ends.Add(at + header.Bytes);
        return ends;
    }
}

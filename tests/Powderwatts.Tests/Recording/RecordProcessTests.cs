using Powderwatts.Recording;
using Powderwatts.Tape.Recording;

namespace Powderwatts.Tests.Recording;

public sealed class RecordProcessTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, "Nothing was recorded and there is no tape: ")]
    [InlineData(5, 1, 0, 1, "The tape is not complete: ")]
    [InlineData(5, 0, 1, 1, "The tape is not complete: ")]
    [InlineData(5, 0, 0, 1, null)]
    public void A_recording_that_lacks_something_says_so(long readings, long missing, long dropped, int files, string? sentence)
    {
        var fault = RecordProcess.Fault(new RecordCounts(readings, 3, missing, 0, dropped, files));

        if (sentence is null)
            Assert.Null(fault);
        else
            Assert.StartsWith(sentence, fault, StringComparison.Ordinal);
    }
}

using Powderwatts.Tape;

namespace Powderwatts.Tapes;

/// <summary>Tapes on the command line: what cannot be read or written ends the verb with its sentence and exit code 1.</summary>
internal static class TapeFault
{
    /// <summary>Runs a verb on tapes.</summary>
    /// <exception cref="StartException">The tape cannot be read or written, or the verb was stopped before its end.</exception>
    public static int Told(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (TapeException fault)
        {
            throw new StartException(fault.Message, fault);
        }
        catch (OperationCanceledException fault)
        {
            throw new StartException("stopped; nothing was written", fault);
        }
    }
}

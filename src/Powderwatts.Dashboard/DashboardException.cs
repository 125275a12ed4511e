namespace Powderwatts.Dashboard;

/// <summary>The dashboard cannot start: one sentence with the next step.</summary>
public sealed class DashboardException(string message, Exception? inner = null) : Exception(message, inner);

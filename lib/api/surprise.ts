import "server-only";
import { isUnavailable } from "@/lib/db/errors";
import { AppError } from "@/lib/errors";

/** Whatever was not expected goes to the server's log with the request id; the client sees one calm sentence. */
export function toAppError(error: unknown, requestId: string, what: string): AppError {
  if (error instanceof AppError) return error;
  const unavailable = toUnavailable(error);
  // It comes with every call while the database is away: where in the code it was met says nothing.
  console.error(`api: request ${requestId} (${what}) failed:`, unavailable ? String(error) : error);
  return (
    unavailable ??
    new AppError(
      "internal",
      `Something went wrong on our side. It was recorded under the request id ${requestId}.`,
    )
  );
}

/** Null for what a later try would not get past either. */
export function toUnavailable(error: unknown): AppError | null {
  if (!isUnavailable(error)) return null;
  return new AppError(
    "unavailable",
    "The service is not available at the moment. Try again in a few seconds.",
    { headers: { "retry-after": "5" } },
  );
}

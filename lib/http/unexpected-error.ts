import "server-only";
import { isUnavailable } from "@/lib/db/errors";
import { AppError, getErrorMessage } from "@/lib/errors";
import { logger } from "@/lib/logger";

/** Whatever was not expected goes to the server's log with the request id; the client sees one calm sentence. */
export function toAppError(error: unknown, requestId: string, what: string): AppError {
  if (error instanceof AppError) return error;
  const unavailable = toUnavailableError(error);
  // Every call fails while the database is away: its stack says nothing.
  const cause = unavailable ? { reason: getErrorMessage(error) } : { err: error };
  logger.error({ ...cause, requestId, call: what }, "A call failed.");
  return (
    unavailable ??
    new AppError(
      "internal",
      `Something went wrong on our side. It was recorded under the request id ${requestId}.`,
    )
  );
}

/** Null for what a later try would not get past either. */
export function toUnavailableError(error: unknown): AppError | null {
  if (!isUnavailable(error)) return null;
  return new AppError(
    "unavailable",
    "The service is not available at the moment. Try again in a few seconds.",
    { headers: { "retry-after": "5" } },
  );
}

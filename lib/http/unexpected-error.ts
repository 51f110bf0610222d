import "server-only";
import { isUnavailable } from "@/lib/db/errors";
import { AppError, getErrorMessage } from "@/lib/errors";
import { logger } from "@/lib/logger";

/** Logs an unexpected error with its request id. The client gets a constant sentence instead. */
export function toAppError(error: unknown, requestId: string, call: string): AppError {
  if (error instanceof AppError) return error;
  const unavailable = toUnavailableError(error);
  // Without a database every call fails: no stack.
  const cause = unavailable ? { reason: getErrorMessage(error) } : { err: error };
  logger.error({ ...cause, requestId, call }, "A call failed.");
  return unavailable ?? new AppError("internal", `Unexpected error. It was logged as request ${requestId}.`);
}

/** Null for errors that a retry would meet again. */
export function toUnavailableError(error: unknown): AppError | null {
  if (!isUnavailable(error)) return null;
  return new AppError("unavailable", "The service is temporarily unavailable. Retry in a few seconds.", {
    headers: { "retry-after": "5" },
  });
}

/** The database refused a row because another one has the same unique value. */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === "P2002";
}

/** The database refused the values themselves (SQLSTATE classes 22 and 23), or their size (54): trying again would fail again. */
export function isDataError(error: unknown): error is Error {
  return /^(2[23]|54)/.test(sqlState(error));
}

/**
 * The database is away, starting, shutting down, has no connection left, or what was asked of it waited too long for
 * somebody else's lock or took too long: a later try may succeed.
 */
export function isUnavailable(error: unknown): boolean {
  return (
    /^(08|53|57P|57014|55P03)/.test(sqlState(error)) ||
    [
      "ECONNREFUSED",
      "ECONNRESET",
      "ENOTFOUND",
      "EPIPE",
      "ETIMEDOUT",
      "P1001",
      "P1002",
      "P2024",
      "P2028",
    ].includes(codeOf(error)) ||
    (error instanceof Error &&
      /connection terminated|not queryable|query read timeout|timeout (expired|exceeded when trying to connect)/i.test(
        error.message,
      ))
  );
}

function sqlState(error: unknown): string {
  // What Prisma has no code of its own for it wraps.
  const { meta } = Object(error) as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } };
  const code = meta?.driverAdapterError?.cause?.originalCode ?? codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) ? code : "";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

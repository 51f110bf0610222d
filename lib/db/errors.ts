/** Prisma's unique violation. */
export function isUniqueViolation(error: unknown): boolean {
  return getCode(error) === "P2002";
}

/** The values are invalid (SQLSTATE classes 22 and 23) or too large (54): a retry would fail again. */
export function isDataError(error: unknown): error is Error {
  return /^(2[23]|54)/.test(getSqlState(error));
}

/** Serialization failure and deadlock: the same transaction can succeed. */
export function isTransient(error: unknown): boolean {
  return /^40(001|P01)$/.test(getSqlState(error));
}

/**
 * Temporary errors: the database is unreachable, starting, stopping, read-only during a failover or out of connections, or
 * a timeout of locks or statements expired.
 */
export function isUnavailable(error: unknown): boolean {
  return (
    /^(08|53|57P|57014|55P03|25006)/.test(getSqlState(error)) ||
    listCodes(error).some((code) => unavailableCodes.has(code)) ||
    (error instanceof Error &&
      /connection terminated|not queryable|query read timeout|timeout (expired|exceeded when trying to connect)/i.test(
        error.message,
      ))
  );
}

/** SQLSTATE 25006: the connection leads to a standby, or to a primary that was demoted. */
export function isReadOnly(error: unknown): boolean {
  return getSqlState(error) === "25006";
}

/** A read on a replica that the primary can answer: the replica is away, or its replay cancelled the statement (40001). */
export function isReplicaFailure(error: unknown): boolean {
  return isUnavailable(error) || /^(40001|40P01)$/.test(getSqlState(error));
}

const unavailableCodes: ReadonlySet<string> = new Set([
  // Sockets and name resolution.
  "EADDRNOTAVAIL",
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  // Prisma: unreachable, timeout, connection closed, no free connection, transaction not started, too many connections.
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
  "P2037",
]);

function getSqlState(error: unknown): string {
  // Prisma wraps SQLSTATEs that it has no code for.
  const { meta } = Object(error) as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } };
  const code = meta?.driverAdapterError?.cause?.originalCode ?? getCode(error);
  return /^[0-9A-Z]{5}$/.test(code) ? code : "";
}

/** Connecting to a host with several IP addresses fails with one error for each. */
function listCodes(error: unknown): string[] {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [error, ...errors].map(getCode);
}

function getCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

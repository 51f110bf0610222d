import { Client } from "pg";
import { CommandError, toSentence } from "../command/run-command";

const manual = "See docs/operations.md, 'PgBouncer'.";

/**
 * Rejects a pooler that changes what a connection does. The timeouts of statements and locks are startup parameters, which
 * a pooler rejects or drops; locks, prepared statements and settings belong to a session, which a pooler in transaction mode
 * does not keep. Tells it by behaviour: poolers do not say what they are.
 */
export async function checkPooler(name: string, url: string): Promise<void> {
  const [first, second] = [connectWithSettings(url), connectWithSettings(url)];
  try {
    await first.connect();
    const { rows } = await first.query<{ hasTimeouts: boolean }>(
      `SELECT current_setting('statement_timeout') <> '0' AND current_setting('lock_timeout') <> '0' AS "hasTimeouts"`,
    );
    await second.connect();
    if (await sharesSessions(first, second)) throw new CommandError(inTransactionMode(name));
    if (!rows[0]?.hasTimeouts)
      throw new CommandError(
        `${name} leads to a pooler that drops the parameters statement_timeout and lock_timeout. Set them for the role or the database. ${manual}`,
      );
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const reason = toSentence(error);
    if (/unsupported startup parameter/i.test(reason))
      throw new CommandError(`${name} leads to a pooler that rejects connections: ${reason}. ${manual}`);
    if (/pooling mode/i.test(reason)) throw new CommandError(inTransactionMode(name));
    throw new CommandError(`${name} cannot be used: ${reason}`);
  } finally {
    await Promise.all([first.end(), second.end()]);
  }
}

function inTransactionMode(name: string): string {
  return `${name} leads to a pooler in transaction mode, which loses locks, prepared statements and timeouts. Use session mode, or connect to PostgreSQL. ${manual}`;
}

function connectWithSettings(connectionString: string): Client {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
    // Set as in lib/db/pool.ts. Any value works that differs from the default.
    statement_timeout: 60_000,
    lock_timeout: 10_000,
    options: "-c DateStyle=ISO",
  });
  // Its query fails as well.
  client.on("error", () => undefined);
  return client;
}

/** Whether a transaction of one connection runs in the session of the other, idle one; or an idle one changes its session. */
async function sharesSessions(first: Client, second: Client): Promise<boolean> {
  for (let round = 0; round < 3; round += 1) {
    const before = await findBackend(first);
    await second.query("BEGIN");
    const other = await findBackend(second);
    const isShared = other === before || (await findBackend(first)) !== before;
    await second.query("COMMIT");
    if (isShared) return true;
  }
  return false;
}

async function findBackend(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>(`SELECT pg_backend_pid() AS "pid"`);
  return rows[0]?.pid;
}

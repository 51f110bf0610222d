import "server-only";
import { type Connection, type Pool, Query } from "pg";

/** A named prepared statement. */
export type Statement = { name: string; text: string; values: readonly string[] };

type CopyConnection = Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

/** The statements that a connection has prepared. */
const planned = new WeakMap<Connection, Set<string>>();

/** COPY … FROM STDIN, its data and the following statements, pipelined before one Sync: one round trip, one transaction. */
class CopyIn extends Query {
  constructor(
    private readonly copy: Statement,
    private readonly data: Buffer,
    private readonly following: readonly Statement[],
    callback: (error: Error | undefined) => void,
  ) {
    super(copy.text, callback);
  }

  override submit = (connection: Connection): void => {
    const { stream } = connection;
    stream.cork();
    execute(connection, this.copy);
    sendRows(connection as CopyConnection, this.data);
    for (const statement of this.following) execute(connection, statement);
    connection.sync();
    stream.uncork();
  };

  /** The data is already sent. */
  handleCopyInResponse(): void {}
}

function sendRows(connection: CopyConnection, rows: Buffer): void {
  connection.sendCopyFromChunk(rows);
  connection.endCopyFrom();
}

function execute(connection: Connection, { name, text, values }: Statement): void {
  const names = planned.get(connection) ?? new Set();
  planned.set(connection, names);
  if (!names.has(name)) connection.parse({ name, text, types: [] }, true);
  names.add(name);
  connection.bind({ statement: name, values: [...values] }, true);
  connection.execute({}, true);
}

/** Runs COPY … FROM STDIN and the following statements in one transaction. docs/decisions/0041-log-writes.md */
export async function copyIn(
  pool: Pool,
  copy: Omit<Statement, "values">,
  data: Buffer,
  following: readonly Statement[],
): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const done = (error: Error | undefined) => (error ? reject(error) : resolve());
      client.query(new CopyIn({ ...copy, values: [] }, data, following, done));
    });
  } catch (error) {
    failure = error as Error;
    throw failure;
  } finally {
    // After an error the prepared statements are unknown: destroys the connection.
    client.release(failure);
  }
}

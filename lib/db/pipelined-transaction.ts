import "server-only";
import { type Connection, type Pool, Query } from "pg";

/** A named prepared statement. A value that is a Buffer is in PostgreSQL's binary format. */
export type Statement = {
  name: string;
  text: string;
  values: readonly (string | Buffer)[];
  /** The data of COPY … FROM STDIN. */
  copyData?: Buffer;
};

/** The rows of a statement, as text. */
export type TextRows = (string | null)[][];

type CopyConnection = Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

/** The statements that a connection has prepared. */
const planned = new WeakMap<Connection, Set<string>>();

/**
 * Statements of one implicit transaction: no Sync comes between them. `first` are flushed, and their rows decide what
 * follows. Everything else is sent in one packet and committed by its Sync.
 */
class PipelinedTransaction extends Query {
  private readonly rows: TextRows[];
  private completed = 0;

  constructor(
    private readonly first: readonly Statement[],
    private readonly listFollowing: (rows: readonly TextRows[]) => readonly Statement[],
    private readonly done: (error: Error | undefined) => void,
  ) {
    super("", done);
    this.rows = first.map(() => []);
  }

  override submit = (connection: Connection): void => {
    if (this.first.length === 0) {
      this.finish(connection);
      return;
    }
    const { stream } = connection;
    stream.cork();
    for (const statement of this.first) execute(connection, statement);
    connection.flush();
    stream.uncork();
  };

  /** Statements are not described: their rows have no types. */
  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.rows[this.completed]?.push(fields);
  }

  handleCommandComplete(_message: unknown, connection: Connection): void {
    this.completed += 1;
    if (this.completed === this.first.length) this.finish(connection);
  }

  /** The data is already sent. */
  handleCopyInResponse(): void {}

  private finish(connection: Connection): void {
    const { stream } = connection;
    let following: readonly Statement[];
    try {
      following = this.listFollowing(this.rows);
    } catch (error) {
      // A Sync would commit: without it, the end of the connection rolls back.
      stream.destroy();
      this.done(error as Error);
      return;
    }
    stream.cork();
    for (const statement of following) execute(connection, statement);
    connection.sync();
    stream.uncork();
  }
}

function execute(connection: Connection, { name, text, values, copyData }: Statement): void {
  const names = planned.get(connection) ?? new Set();
  planned.set(connection, names);
  if (!names.has(name)) connection.parse({ name, text, types: [] }, true);
  names.add(name);
  connection.bind({ statement: name, values: [...values] as string[] }, true);
  connection.execute({}, true);
  if (copyData) sendRows(connection as CopyConnection, copyData);
}

function sendRows(connection: CopyConnection, data: Buffer): void {
  connection.sendCopyFromChunk(data);
  connection.endCopyFrom();
}

/** Runs the statements in one transaction and one round trip. docs/decisions/0041-log-writes.md */
export function runPipelined(pool: Pool, statements: readonly Statement[]): Promise<void> {
  return runPipelinedInSteps(pool, [], () => statements);
}

/**
 * Runs `first`, and in the same transaction the statements that `listFollowing` chooses by their rows. If it throws, or a
 * statement fails, nothing is committed. After a broken connection the outcome is unknown.
 */
export async function runPipelinedInSteps(
  pool: Pool,
  first: readonly Statement[],
  listFollowing: (rows: readonly TextRows[]) => readonly Statement[],
): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const done = (error: Error | undefined) => (error ? reject(error) : resolve());
      client.query(new PipelinedTransaction(first, listFollowing, done));
    });
  } catch (error) {
    failure = error as Error;
    throw failure;
  } finally {
    // After an error the prepared statements are unknown: destroys the connection.
    client.release(failure);
  }
}

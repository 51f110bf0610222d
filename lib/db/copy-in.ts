import "server-only";
import { type Connection, type Pool, Query } from "pg";

type CopyConnection = Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

/** Answers COPY … FROM STDIN with what it was given. */
class CopyIn extends Query {
  constructor(
    statements: string,
    private readonly data: string,
    callback: (error: Error | undefined) => void,
  ) {
    super(statements, callback);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.data));
    connection.endCopyFrom();
  }
}

/** Runs statements of which one is COPY … FROM STDIN, in one message and so in one transaction. */
export async function copyIn(pool: Pool, statements: string, data: string): Promise<void> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      client.query(new CopyIn(statements, data, (error) => (error ? reject(error) : resolve())));
    });
  } catch (error) {
    failure = error as Error;
    throw failure;
  } finally {
    client.release(failure);
  }
}

/** A text as a field of COPY's text format. */
export function copyField(text: string): string {
  return special.test(text) ? text.replace(specials, (character) => escapes[character] as string) : text;
}

const special = /[\\\n\r\t]/;
const specials = /[\\\n\r\t]/g;
const escapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

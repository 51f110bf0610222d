import "server-only";
import { Client, type QueryConfig, type QueryResultRow } from "pg";
import { connectionSettings } from "@/lib/db/pool";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/**
 * One connection for the small reads of the API's path: keys and lists, which an index answers at once. Questions
 * follow each other without waiting for answers, and those of one turn of the event loop leave in one piece, so each
 * costs fewer switches between processes than it would on the pool (tests/bench), and none waits behind a slow query
 * or for a free connection. Never for a transaction.
 */
class Lookups {
  private client: Promise<Client> | undefined;

  async query<Row extends QueryResultRow>(config: QueryConfig): Promise<Row[]> {
    this.client ??= this.connect();
    const client = await this.client;
    this.holdForThisTurn(client);
    return (await client.query<Row>(config)).rows;
  }

  private holdForThisTurn({ connection: { stream } }: Client): void {
    if (stream.writableCorked > 0) return;
    stream.cork();
    setImmediate(() => stream.uncork());
  }

  async end(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    await client?.end();
  }

  private connect(): Promise<Client> {
    const client = new Client({
      connectionString: process.env.DATABASE_URL ?? "",
      pipeline: true,
      ...connectionSettings,
      statement_timeout: 8 * second,
      // One answer that never comes would hold up all that follow: the connection is given up instead.
      query_timeout: 10 * second,
    });
    const connected = client.connect().then(() => client);
    // A broken connection fails the questions that are under way; the next one opens another.
    const forget = () => {
      if (this.client === connected) this.client = undefined;
    };
    client.on("error", forget).on("end", forget);
    connected.catch(forget);
    return connected;
  }
}

export const lookups: Lookups = singleton("lookups", () => new Lookups());

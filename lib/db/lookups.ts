import "server-only";
import { Client, type ClientConfig, type QueryConfig, type QueryResultRow } from "pg";
import { connectionSettings } from "@/lib/db/pool";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/**
 * One pipelined connection for the API's short reads of keys and lists, which an index answers. Queries of one turn of the
 * event loop are sent in one packet, without waiting for results, and never wait behind slow queries or for a free
 * connection of the pool. Not for transactions.
 */
export class Lookups {
  private client: Promise<Client> | undefined;

  constructor(private readonly settings: ClientConfig = {}) {}

  async query<Row extends QueryResultRow>(config: QueryConfig): Promise<Row[]> {
    this.client ??= this.connect();
    const client = await this.client;
    this.corkForThisTurn(client);
    return (await client.query<Row>(config)).rows;
  }

  private corkForThisTurn({ connection: { stream } }: Client): void {
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
      // A query without an answer blocks all later ones: close the connection instead.
      query_timeout: 10 * second,
      ...this.settings,
    });
    const connected = client.connect().then(() => client);
    // A broken connection fails the queries in progress. The next query opens another.
    const forget = () => {
      if (this.client === connected) this.client = undefined;
    };
    client.on("error", forget).on("end", forget);
    connected.catch(forget);
    return connected;
  }
}

export const lookups: Lookups = singleton("lookups", () => new Lookups());

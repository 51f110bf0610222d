import "server-only";
import type { ClientBase, Pool } from "pg";
import { lockNames, transactIn } from "@/lib/db/transact";
import { getIdTime, getMinId } from "@/lib/ids";
import { day } from "@/lib/time";

const daysAhead = 7;

/** One day (UTC) of a table. `attached`: visible. `leaving`: an interrupted DETACH. `detached`: to be dropped. */
export type Partition = { name: string; start: Date; state: "attached" | "leaving" | "detached" };

/** The partitions of a table whose ids are ULIDs, one for each day (UTC). */
export class DayPartitions {
  constructor(
    readonly table: string,
    private readonly database: Pool,
    /** The columns of the primary key after the workspace, whose index orders a workspace's rows. */
    readonly keyColumns: readonly string[],
  ) {}

  /** Creates missing partitions for these rows. Several processes may do so at the same time. */
  async createFor(ids: readonly string[]): Promise<void> {
    const days = new Set(ids.map((id) => Math.floor(getIdTime(id).getTime() / day)));
    for (const each of days) await this.create(new Date(each * day));
  }

  /** Creates the partitions of today and the next days, so that no write waits for one. */
  async createAhead(): Promise<void> {
    const existing = new Set((await this.list(this.database)).map(({ name }) => name));
    const today = Math.floor(Date.now() / day);
    const starts = Array.from({ length: daysAhead + 1 }, (_, index) => new Date((today + index) * day));
    for (const start of starts) if (!existing.has(this.nameOf(start))) await this.create(start);
  }

  /** Oldest first. */
  async list(client: Pick<ClientBase, "query">): Promise<Partition[]> {
    const { rows } = await client.query<{ name: string; state: Partition["state"] }>(`
      SELECT c."relname" AS "name",
             CASE WHEN i."inhrelid" IS NULL THEN 'detached' WHEN i."inhdetachpending" THEN 'leaving' ELSE 'attached' END AS "state"
      FROM pg_class c
      LEFT JOIN pg_inherits i ON i."inhrelid" = c."oid"
      WHERE c."relnamespace" = (SELECT "relnamespace" FROM pg_class WHERE "oid" = '"${this.table}"'::regclass)
        AND c."relkind" = 'r' AND c."relname" ~ '^${this.table}_[0-9]{8}$'
      ORDER BY 1`);
    return rows.map(({ name, state }) => ({ name, state, start: startOf(name) }));
  }

  /**
   * Detaches a day and drops it. DETACH … CONCURRENTLY waits for running transactions and blocks none. An interrupted one is
   * finalized by the next run.
   */
  async drop(client: ClientBase, { name, state }: Partition): Promise<void> {
    if (state !== "detached") {
      const how = state === "leaving" ? "FINALIZE" : "CONCURRENTLY";
      await client.query(`ALTER TABLE "${this.table}" DETACH PARTITION "${name}" ${how}`);
    }
    await client.query(`DROP TABLE "${name}"`);
  }

  /** ATTACH does not block reads and writes; CREATE TABLE … PARTITION OF would. */
  private async create(start: Date): Promise<void> {
    const name = this.nameOf(start);
    const end = new Date(start.getTime() + day);
    await transactIn(this.database, async (client) => {
      await client.query(`SET LOCAL lock_timeout = '5s'`);
      await lockNames(client, [`partitions of ${this.table}`]);
      const partitions = await this.list(client);
      if (partitions.some((each) => each.name === name && each.state === "attached")) return;
      await client.query(`CREATE TABLE IF NOT EXISTS "${name}" (LIKE "${this.table}" INCLUDING ALL)`);
      await client.query(
        `ALTER TABLE "${this.table}" ATTACH PARTITION "${name}"
         FOR VALUES FROM ('${getMinId(start)}') TO ('${getMinId(end)}')`,
      );
    });
  }

  private nameOf(start: Date): string {
    return `${this.table}_${start.toISOString().slice(0, 10).replaceAll("-", "")}`;
  }
}

function startOf(name: string): Date {
  const [, year, month, date] = /_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
  return new Date(`${year}-${month}-${date}T00:00:00Z`);
}

/** A row has no partition: SQLSTATE check_violation, which no other constraint of these tables raises. */
export function isPartitionMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23514";
}

import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "pg";
import { isReplicaFailure } from "@/lib/db/errors";
import { Lookups, lookups } from "@/lib/db/lookups";
import { createPool, pool } from "@/lib/db/pool";
import { backgroundLogger } from "@/lib/logger";
import { singleton } from "@/lib/singleton";
import { second } from "@/lib/time";

/** How long a read waits for the replica. A replica that needs longer is left out until a probe finds it in time. */
const maxCatchUpMs = 50;
const pollMs = 2;
const probeInterval = second;

export type Reader = Pick<Pool, "query">;

/**
 * Reads from the streaming replica of DATABASE_REPLICA_URL what every committed write is visible in. Each read asks the
 * primary for the position of its log (WAL) and waits until the replica has replayed it: whichever process acknowledged a
 * write, no later read misses it. A replica that is away or too far behind is left out, and the primary answers. Reads that
 * begin in one turn of the event loop share the question.
 */
class Replica {
  private isUsable = false;
  private isProbing = false;
  private replayed = 0n;
  private readonly database: Pool;
  private readonly positions: Lookups;
  private readonly findPrimaryPosition = coalesce(async () => {
    const [row] = await lookups.query<{ position: string }>({ name: "wal-position", text: primaryPosition });
    return toPosition(row?.position);
  });
  private readonly findReplayedPosition = coalesce(async () => {
    const [row] = await this.positions.query<{ position: string | null }>({
      name: "replayed-position",
      text: replayedPosition,
    });
    // Null: promoted, so it no longer follows the primary.
    if (!row?.position) throw new Error("The replica is not in recovery.");
    return toPosition(row.position);
  });

  constructor(connectionString: string) {
    const connection = { connectionString, connectionTimeoutMillis: 2 * second };
    // Shorter than the primary's: what a replica cannot answer, the primary can.
    const timeouts = { statement_timeout: 8 * second, query_timeout: 10 * second };
    this.database = createPool({ max: 10, ...connection, ...timeouts });
    this.positions = new Lookups({ ...connection, statement_timeout: second, query_timeout: 2 * second });
  }

  /** Whether reads use the replica. */
  get usable(): boolean {
    return this.isUsable;
  }

  /** Runs a read on the replica, or on the primary: it may run on both. */
  async read<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
    if (!this.isUsable) this.startProbing();
    else if (await this.catchUp(maxCatchUpMs)) {
      try {
        return await work(this.database);
      } catch (error) {
        if (!isReplicaFailure(error)) throw error;
        if (!isRecoveryConflict(error)) this.leaveOut(error as Error);
      }
    }
    return work(pool);
  }

  /** Leaves the replica out, and tries it again every second. */
  startProbing(): void {
    if (this.isProbing) return;
    this.isProbing = true;
    void this.probe();
  }

  private async probe(): Promise<void> {
    while (!(await this.isInTime())) await pause(probeInterval, undefined, { ref: false });
    this.isProbing = false;
    this.isUsable = true;
    backgroundLogger.info("Reads use the replica.");
  }

  private async isInTime(): Promise<boolean> {
    try {
      return await this.hasReplayed(await this.findPrimaryPosition(), Date.now() + second / 2);
    } catch {
      return false;
    }
  }

  private async catchUp(milliseconds: number): Promise<boolean> {
    const deadline = Date.now() + milliseconds;
    try {
      const target = await this.findPrimaryPosition();
      if (this.replayed >= target) return true;
      const inTime = this.hasReplayed(target, deadline);
      inTime.catch(() => undefined);
      // A replica that does not answer at all must not hold the read up.
      const isInTime = await Promise.race([inTime, pause(2 * milliseconds, false, { ref: false })]);
      if (!isInTime) this.leaveOut(new Error("The replica is too far behind."));
      return isInTime;
    } catch (error) {
      this.leaveOut(error as Error);
      return false;
    }
  }

  private async hasReplayed(target: bigint, deadline: number): Promise<boolean> {
    for (;;) {
      const position = await this.findReplayedPosition();
      if (position > this.replayed) this.replayed = position;
      if (position >= target) return true;
      if (Date.now() >= deadline) return false;
      await pause(pollMs);
    }
  }

  private leaveOut(error: Error): void {
    if (this.isUsable)
      backgroundLogger.warn({ err: error }, "The replica is away or too far behind: the primary reads.");
    this.isUsable = false;
    // A replica that was replaced may be behind what this process saw.
    this.replayed = 0n;
    this.startProbing();
  }
}

/** With synchronous_commit = off a commit is acknowledged before it is flushed. */
const primaryPosition = `
  SELECT CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn()
    ELSE pg_current_wal_flush_lsn() END::text AS "position"`;

const replayedPosition = `
  SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END::text AS "position"`;

/** "16/B374D848" as a number. */
function toPosition(text = "0/0"): bigint {
  const [high = "0", low = "0"] = text.split("/");
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** The replica's replay removes rows that the read still needs. The next read may succeed. */
function isRecoveryConflict(error: unknown): boolean {
  return (error as { code?: unknown }).code === "40001";
}

/** Calls of one turn of the event loop share a result, which is requested after the last of them began. */
function coalesce<Result>(find: () => Promise<Result>): () => Promise<Result> {
  let next: Promise<Result> | undefined;
  return () => {
    next ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        next = undefined;
        find().then(resolve, reject);
      });
    });
    return next;
  };
}

const { DATABASE_REPLICA_URL = "" } = process.env;

const replica: Replica | null =
  DATABASE_REPLICA_URL === "" ? null : singleton("replica", () => new Replica(DATABASE_REPLICA_URL));

/** Runs a read that sees every write that was acknowledged before, on the replica if it is in time. It may run twice. */
export function readFromReplica<Result>(work: (reader: Reader) => Promise<Result>): Promise<Result> {
  return replica ? replica.read(work) : work(pool);
}

/** False while a configured replica is left out. Asking makes the process try it. */
export function isReplicaInUse(): boolean {
  if (!replica || replica.usable) return true;
  replica.startProbing();
  return false;
}

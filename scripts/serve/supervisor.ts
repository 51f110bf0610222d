import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Environment, env } from "@/lib/env";
import { createMemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { backgroundLogger } from "@/lib/logger";
import { minute, second } from "@/lib/time";
import type { ServerRole } from "@/lib/workers/role";
import { CommandError, endingSignals } from "../command/run-command";
import { relayMetrics } from "./metrics-relay";
import { describeExit, type Program, ServerProcess } from "./server-process";

/** A process that crashes again within this time after its start waits longer for the next one. */
const stableAfter = minute;
const maxRestartDelay = 30 * second;
/** Time for open requests after draining: lib/workers, `maxClosingTime` of server.ts, and for flushing buffers. */
const stopTime = 20 * second;
const retireTime = 5 * minute + stopTime;

/** The place of one process, which is started again when it crashes. */
type Slot = {
  role: ServerRole;
  /** Null while none accepts connections. */
  process: ServerProcess | null;
  isStarting: boolean;
  crashes: number;
};

type Options = {
  /** The server to run. Called at the start and before all processes are replaced. */
  findProgram: () => Program;
  onReady: () => void;
};

/**
 * Runs the processes of the server until a signal ends them. SIGTERM drains first; SIGHUP replaces each process by a new one
 * without dropping a connection, except from a terminal that was closed. docs/decisions/0063-workers.md
 */
export async function supervise({ findProgram, onReady }: Options): Promise<void> {
  const supervisor = new Supervisor(findProgram);
  const ended = new Promise<void>((resolve) => {
    const end = (signal: NodeJS.Signals) => void supervisor.stop(signal === "SIGTERM").then(resolve);
    for (const signal of endingSignals) process.removeAllListeners(signal);
    process.on("SIGTERM", end).on("SIGINT", end);
    process.on("SIGHUP", () => (isOnTerminal() ? end("SIGHUP") : void supervisor.replaceAll()));
  });
  try {
    if (await Promise.race([supervisor.start(), ended])) onReady();
    await ended;
  } finally {
    supervisor.killAll();
  }
}

/** Returns the number of processes that answer API calls. */
export function countWorkers({ WORKERS }: Pick<Environment, "WORKERS">): number {
  return WORKERS === "auto" ? availableParallelism() : WORKERS;
}

function isOnTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY;
}

class Supervisor {
  private readonly slots: Slot[];
  /** All that run: also the ones that start, and those that were replaced and answer open requests. */
  private readonly running = new Set<ServerProcess>();
  private readonly socketFolder: string;
  private readonly limiter = createMemoryLimiter();
  private sockets = 0;
  private pagesSocket = "";
  private isStopping = false;
  private replacing: Promise<void> | null = null;
  private program: Program;

  constructor(private readonly findProgram: () => Program) {
    this.program = findProgram();
    const workers = countWorkers(env());
    const roles: ServerRole[] =
      workers === 1 ? ["all"] : ["pages", ...Array.from({ length: workers }, () => "api" as const)];
    this.slots = roles.map((role) => ({ role, process: null, isStarting: false, crashes: 0 }));
    // The folder is private: only this account can connect to the sockets.
    this.socketFolder = mkdtempSync(join(tmpdir(), "api-access-"));
  }

  /** Resolves to true once all processes accept connections. */
  async start(): Promise<true> {
    try {
      await Promise.all(this.slots.map((slot) => this.fill(slot)));
    } catch (error) {
      if (!this.isStopping) throw new CommandError(`The server did not start. ${(error as Error).message}`);
    }
    return true;
  }

  /** Starts a process for the slot, and then retires its current one. */
  private async fill(slot: Slot): Promise<void> {
    const socket = slot.role === "pages" ? this.nameSocket() : this.pagesSocket;
    // The first processes start together.
    this.pagesSocket ||= socket;
    const started = new ServerProcess(slot.role, this.program, { PAGES_SOCKET: socket }, this.limiter);
    this.running.add(started);
    relayMetrics(started, () => this.listNamed());
    void started.exited.then(() => {
      this.running.delete(started);
      this.handleExit(slot, started);
    });
    slot.isStarting = true;
    try {
      await started.waitUntilReady();
    } finally {
      slot.isStarting = false;
    }
    if (this.isStopping) return;
    const former = slot.process;
    slot.process = started;
    backgroundLogger.info(
      { pid: started.child.pid, role: slot.role },
      "A process of the server accepts requests.",
    );
    if (slot.role === "pages") this.announcePages(socket);
    else started.send({ type: "pages", socket: this.pagesSocket });
    if (former) this.retire(former);
  }

  /** "pages", "api-1", "api-2", … */
  private listNamed(): { name: string; process: ServerProcess }[] {
    return this.slots.flatMap(({ role, process }, index) =>
      process ? [{ name: role === "api" ? `api-${index}` : role, process }] : [],
    );
  }

  private nameSocket(): string {
    this.sockets += 1;
    return join(this.socketFolder, `pages-${this.sockets}.sock`);
  }

  private announcePages(socket: string): void {
    this.pagesSocket = socket;
    for (const { role, process } of this.slots) if (role === "api") process?.send({ type: "pages", socket });
  }

  private retire(former: ServerProcess): void {
    const drainMs = env().DRAIN_SECONDS * second;
    former.end({ type: "retire", drainMs }, drainMs + retireTime);
  }

  private handleExit(slot: Slot, ended: ServerProcess): void {
    if (ended.isEnding || this.isStopping || slot.process !== ended) return;
    slot.process = null;
    if (performance.now() - ended.startedAt > stableAfter) slot.crashes = 0;
    backgroundLogger.error(
      { pid: ended.child.pid, role: slot.role, exit: describeExit(ended.child) },
      "A process of the server ended unexpectedly. Another one is started.",
    );
    // Its successor may be starting already.
    if (!slot.isStarting) void this.restart(slot);
  }

  private async restart(slot: Slot): Promise<void> {
    while (!this.isStopping && slot.process === null) {
      const delay = slot.crashes === 0 ? 0 : Math.min(maxRestartDelay, second * 2 ** (slot.crashes - 1));
      slot.crashes += 1;
      await pause(delay);
      if (this.isStopping) return;
      try {
        await this.fill(slot);
      } catch (error) {
        slot.process = null;
        backgroundLogger.error(
          { err: error, role: slot.role },
          "A process of the server did not start again.",
        );
      }
    }
  }

  /** Replaces one process after the other. A failure keeps the remaining ones. */
  async replaceAll(): Promise<void> {
    if (this.isStopping || this.replacing) return;
    this.replacing = this.replaceInTurn();
    await this.replacing;
    this.replacing = null;
  }

  private async replaceInTurn(): Promise<void> {
    backgroundLogger.info({ processes: this.slots.length }, "The processes of the server are replaced.");
    const former = this.program;
    try {
      this.program = this.findProgram();
      for (const slot of this.slots) if (!this.isStopping && slot.process) await this.fill(slot);
      backgroundLogger.info({ processes: this.slots.length }, "The processes of the server were replaced.");
    } catch (error) {
      if (this.isStopping) return;
      this.program = former;
      backgroundLogger.error({ err: error }, "A new process did not start. The running ones are kept.");
      for (const slot of this.slots) if (!slot.process && !slot.isStarting) void this.restart(slot);
    }
  }

  /** Ends all processes. The page process answers as long as others pass requests on to it. */
  async stop(drains: boolean): Promise<void> {
    if (this.isStopping) return;
    this.isStopping = true;
    const drainMs = drains ? env().DRAIN_SECONDS * second : 0;
    const running = [...this.running];
    for (const process of running) process.end({ type: "stop", drainMs }, drainMs + stopTime);
    await Promise.all(running.filter(({ role }) => role !== "pages").map(({ exited }) => exited));
    for (const process of running) process.send({ type: "close" });
    await Promise.all(running.map(({ exited }) => exited));
  }

  killAll(): void {
    for (const process of this.running) process.kill();
    rmSync(this.socketFolder, { recursive: true, force: true });
  }
}

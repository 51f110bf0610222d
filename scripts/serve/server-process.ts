import { type ChildProcess, fork } from "node:child_process";
import cluster from "node:cluster";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { MemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { backgroundLogger } from "@/lib/logger";
import { minute, second } from "@/lib/time";
import { decideLimits, isLimiterMessage, type LimiterRequest } from "@/lib/workers/limit-messages";
import { type Order, readyMessage } from "@/lib/workers/messages";
import type { ServerRole } from "@/lib/workers/role";

/** The bundled server, and how to run it. */
export type Program = { script: string; nodeFlags: string[]; env: Record<string, string> };

/** The time for a process to accept connections. */
const maxStartTime = minute;

/** A running process of the server. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly role: ServerRole;
  readonly startedAt = performance.now();
  readonly exited: Promise<void>;
  isReady = false;
  /** The supervisor has ended it, or ordered it to end. */
  isEnding = false;

  /** `limiter` counts the limits that all processes share. */
  constructor(
    role: ServerRole,
    program: Program,
    environment: Record<string, string>,
    limiter: MemoryLimiter,
  ) {
    this.role = role;
    this.child = start(program, role, { ...program.env, ...environment, SERVER_ROLE: role });
    this.exited = once(this.child, "exit").then(() => undefined);
    this.child.on("message", (message) => {
      if (!isLimiterMessage<LimiterRequest>(message) || !this.child.connected) return;
      this.child.send(decideLimits(limiter, message), () => undefined);
    });
    // A message to a process that has just died: its exit is handled.
    this.child.on("error", () => undefined);
  }

  /** Resolves once it accepts connections. Throws if it exits before, or takes too long. */
  async waitUntilReady(): Promise<void> {
    const ready = new Promise<true>((resolve) => {
      this.child.on("message", (message) => message === readyMessage && resolve(true));
    });
    const timeout = new AbortController();
    const isReady = await Promise.race([
      ready,
      this.exited,
      pause(maxStartTime, undefined, { signal: timeout.signal }).catch(() => undefined),
    ]);
    timeout.abort();
    if (isReady) {
      this.isReady = true;
      return;
    }
    this.kill();
    throw new Error(`The process did not start (${describeExit(this.child)}).`);
  }

  send(order: Order): void {
    if (this.isReady && this.child.connected) this.child.send(order, () => undefined);
  }

  /** Lets it answer its open requests. One that has no requests yet is killed, as one that takes longer than `maxMs`. */
  end(order: Order, maxMs: number): void {
    this.isEnding = true;
    if (this.isReady) this.send(order);
    else this.kill();
    const timer = setTimeout(() => {
      const { pid } = this.child;
      backgroundLogger.error({ pid, role: this.role }, "A process did not stop in time and was killed.");
      this.kill();
    }, maxMs);
    void this.exited.then(() => clearTimeout(timer));
  }

  kill(): void {
    this.isEnding = true;
    this.child.kill("SIGKILL");
  }
}

/** The page process listens on a Unix socket. The others share the port, which the cluster module opens. */
function start({ script, nodeFlags }: Program, role: ServerRole, env: Record<string, string>): ChildProcess {
  if (role === "pages") return fork(script, { execArgv: nodeFlags, env: { ...process.env, ...env } });
  // Processes accept connections themselves. A connection that the primary passes to a dying process would stay open.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({ exec: script, execArgv: nodeFlags, args: [] });
  return cluster.fork(env).process;
}

export function describeExit({ signalCode, exitCode }: ChildProcess): string {
  if (signalCode) return signalCode;
  return exitCode === null ? `no answer within ${maxStartTime / second} seconds` : `exit code ${exitCode}`;
}

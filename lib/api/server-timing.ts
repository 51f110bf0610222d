/** A request with this header gets `Server-Timing`. */
const timingHeader = "x-server-timing";

export type Phase = "auth" | "limit" | "body" | "handler" | "commit";

/** Where the time of a call goes. */
export class ServerTiming {
  private readonly phases = new Map<Phase, number>();
  private markedAt: number;

  constructor(private readonly startedAt: number) {
    this.markedAt = startedAt;
  }

  /** Adds the time since the last mark to the phase. */
  mark(phase: Phase): void {
    const now = performance.now();
    this.phases.set(phase, (this.phases.get(phase) ?? 0) + now - this.markedAt);
    this.markedAt = now;
  }

  toHeader(): string {
    const entries = [...this.phases, ["total", performance.now() - this.startedAt] as const];
    return entries.map(([name, ms]) => `${name};dur=${ms.toFixed(2)}`).join(", ");
  }
}

export function findTiming({ headers }: Request, startedAt: number): ServerTiming | undefined {
  return headers.has(timingHeader) ? new ServerTiming(startedAt) : undefined;
}

/** Only for accepted keys: it would measure the look-up of unknown ones for an attacker. */
export function getTimingHeader(call: {
  timing?: ServerTiming;
  caller?: unknown;
  rejection?: unknown;
}): Record<string, string> {
  const { timing, caller, rejection } = call;
  return timing && caller && !rejection ? { "server-timing": timing.toHeader() } : {};
}

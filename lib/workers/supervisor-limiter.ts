import type { MemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import type { RateDecision, RateLimiter } from "@/lib/http/rate-limit/rate-limiter";
import {
  decideLimit,
  isLimiterMessage,
  type LimiterCall,
  type LimiterReply,
  type LimiterRequest,
} from "./limit-messages";

/** The messages between a process and its supervisor. */
export type SupervisorChannel = {
  send: (message: LimiterRequest) => void;
  onMessage: (listener: (message: unknown) => void) => void;
  /** The supervisor is gone. */
  onEnd: (listener: () => void) => void;
};

type Waiting = { call: LimiterCall; resolve: (decisions: RateDecision[]) => void };

/**
 * The driver for several processes of one machine: the supervisor counts. Asks it once for all hits of one turn of the event
 * loop. `local` decides from the end of the supervisor on, while this process answers its last requests.
 */
export function createSupervisorLimiter(channel: SupervisorChannel, local: MemoryLimiter): RateLimiter {
  const sent = new Map<number, Waiting[]>();
  let turn: Waiting[] = [];
  let hasEnded = false;
  let lastId = 0;

  channel.onMessage((message) => {
    if (!isLimiterMessage<LimiterReply>(message)) return;
    const waiting = sent.get(message.id) ?? [];
    sent.delete(message.id);
    for (const [index, { resolve }] of waiting.entries()) resolve(message.decisions[index] ?? []);
  });
  channel.onEnd(() => {
    hasEnded = true;
    for (const waiting of [...sent.values(), turn])
      for (const one of waiting) one.resolve(decideLocally(one.call));
    sent.clear();
    turn = [];
  });

  function ask(call: LimiterCall): Promise<RateDecision[]> | RateDecision[] {
    if (hasEnded) return decideLocally(call);
    if (turn.length === 0) setImmediate(sendTurn);
    return new Promise((resolve) => turn.push({ call, resolve }));
  }

  function sendTurn(): void {
    if (turn.length === 0) return;
    lastId += 1;
    sent.set(lastId, turn);
    channel.send({ type: "limits", id: lastId, calls: turn.map(({ call }) => call) });
    turn = [];
  }

  function decideLocally(call: LimiterCall): RateDecision[] {
    return decideLimit(local, call);
  }

  return {
    hit: (policies) => ask({ method: "hit", policies }),
    peek: (policies) => ask({ method: "peek", policies }),
    refund: async (policies) => void (await ask({ method: "refund", policies })),
  };
}

/** The channel to the supervisor of this process, or null if it is alone. */
export function findSupervisor(): SupervisorChannel | null {
  if (!process.env.SERVER_ROLE || process.env.SERVER_ROLE === "all" || !process.send) return null;
  return {
    send: (message) => process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => process.on("message", listener),
    onEnd: (listener) => process.on("disconnect", listener),
  };
}

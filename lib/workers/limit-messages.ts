import type { MemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import type { BucketPolicy, RateDecision, RatePolicy } from "@/lib/http/rate-limit/rate-limiter";

/** One use of the limiter. */
export type LimiterCall =
  | { method: "hit" | "peek"; policies: readonly RatePolicy[] }
  | { method: "refund"; policies: readonly BucketPolicy[] };

/** From a process to its supervisor: all uses of one turn of the event loop. */
export type LimiterRequest = { type: "limits"; id: number; calls: LimiterCall[] };

/** The decisions of each use, in their order. A refund has none. */
export type LimiterReply = { type: "limits"; id: number; decisions: RateDecision[][] };

/** Both directions carry no other object of this type. */
export function isLimiterMessage<Message extends LimiterRequest | LimiterReply>(
  message: unknown,
): message is Message {
  return typeof message === "object" && message !== null && "type" in message && message.type === "limits";
}

/** Answers a process, in the supervisor. */
export function decideLimits(limiter: MemoryLimiter, { id, calls }: LimiterRequest): LimiterReply {
  return { type: "limits", id, decisions: calls.map((call) => decideLimit(limiter, call)) };
}

export function decideLimit(limiter: MemoryLimiter, call: LimiterCall): RateDecision[] {
  if (call.method !== "refund") return limiter[call.method](call.policies);
  limiter.refund(call.policies);
  return [];
}

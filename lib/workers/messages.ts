import { z } from "zod";

/** From the supervisor to a process of the server. */
export const Order = z.discriminatedUnion("type", [
  /** The page process has another Unix socket. */
  z.object({ type: z.literal("pages"), socket: z.string() }),
  /** Drain, answer the open requests, exit. A page process also waits for `close`. */
  z.object({ type: z.literal("stop"), drainMs: z.number() }),
  /** Another process has taken over: stop accepting connections, answer the open requests, exit. */
  z.object({ type: z.literal("retire"), drainMs: z.number() }),
  /** No other process of this server passes requests on any more. */
  z.object({ type: z.literal("close") }),
]);
export type Order = z.infer<typeof Order>;

/** From a process of the server to its parent: it accepts connections. */
export const readyMessage = "ready";

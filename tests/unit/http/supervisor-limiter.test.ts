import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { createMemoryLimiter } from "@/lib/http/rate-limit/memory-limiter";
import { decideLimits, type LimiterRequest } from "@/lib/workers/limit-messages";
import { createSupervisorLimiter, type SupervisorChannel } from "@/lib/workers/supervisor-limiter";
import { describeRateLimiter } from "@/tests/support/conformance/rate-limiter";

/** A supervisor in this process. Messages are text, as between processes. */
function openSupervisor(now?: () => number) {
  const limiter = createMemoryLimiter(now);
  const requests: LimiterRequest[] = [];
  const ends = new EventEmitter();
  const openChannel = (): SupervisorChannel => {
    const replies = new EventEmitter();
    return {
      send: (message) => {
        requests.push(message);
        const reply = JSON.stringify(decideLimits(limiter, JSON.parse(JSON.stringify(message))));
        queueMicrotask(() => replies.emit("message", JSON.parse(reply)));
      },
      onMessage: (listener) => replies.on("message", listener),
      onEnd: (listener) => ends.once("end", listener),
    };
  };
  return { requests, openChannel, end: () => ends.emit("end") };
}

describeRateLimiter("supervisor's", {
  create: (clock) => {
    const { openChannel } = openSupervisor(() => clock.time);
    return createSupervisorLimiter(openChannel(), createMemoryLimiter());
  },
  runs: 20,
});

const policy = { name: "window", key: "a key", limit: 10, windowMs: 60_000 };

it("counts the hits of all processes, and asks once for those of one turn", async () => {
  const { requests, openChannel } = openSupervisor();
  const processes = [1, 2].map(() => createSupervisorLimiter(openChannel(), createMemoryLimiter()));
  const hits = processes.flatMap((limiter) => Array.from({ length: 8 }, () => limiter.hit([policy])));
  const allowed = (await Promise.all(hits)).filter(([decision]) => decision?.allowed);
  expect(allowed).toHaveLength(10);
  expect(requests.map(({ calls }) => calls.length)).toEqual([8, 8]);
});

it("decides by itself when the supervisor is gone, also for what it has asked", async () => {
  const { openChannel, end } = openSupervisor();
  const channel = openChannel();
  const limiter = createSupervisorLimiter({ ...channel, send: () => undefined }, createMemoryLimiter());
  const unanswered = limiter.hit([policy]);
  await new Promise(setImmediate);
  const unsent = limiter.hit([policy]);
  end();
  expect((await unanswered)[0]?.remaining).toBe(9);
  expect((await unsent)[0]?.remaining).toBe(8);
  expect((await limiter.hit([policy]))[0]?.remaining).toBe(7);
});

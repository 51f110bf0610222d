import { expect, it } from "vitest";
import { FairQueue } from "@/lib/http/fair-queue";

const limits = {
  maxRunning: 3,
  maxRunningOfLane: 2,
  maxWaitingOfLane: 4,
  maxWaitingBytesOfLane: 100,
  maxWait: 60_000,
};

/** Tasks that the test ends, in the order in which they started. */
function createTasks(queue: FairQueue) {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const send = (lane: string, name: string, bytes = 0) => {
    const task = () => {
      started.push(name);
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    return queue.run(lane, task, bytes);
  };
  const endFirst = async () => {
    ends.shift()?.();
    // The next task starts a few microtasks later.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { started, send, endFirst };
}

it("leaves room for other lanes while one has more tasks than may run", async () => {
  const { started, send } = createTasks(new FairQueue(limits));
  for (const name of ["a1", "a2", "a3", "a4"]) void send("a", name);
  void send("b", "b1");
  expect(started).toEqual(["a1", "a2", "b1"]);
});

it("gives waiting lanes turns, and keeps the order within a lane", async () => {
  const { started, send, endFirst } = createTasks(new FairQueue(limits));
  for (const name of ["a1", "a2", "a3", "a4"]) void send("a", name);
  for (const name of ["b1", "b2", "b3"]) void send("b", name);
  void send("c", "c1");
  expect(started).toEqual(["a1", "a2", "b1"]);
  for (let i = 0; i < 5; i += 1) await endFirst();
  expect(started.slice(3)).toEqual(["a3", "b2", "c1", "a4", "b3"]);
});

it("rejects a task of a full lane with 429 and Retry-After, and accepts tasks of other lanes", async () => {
  const { started, send, endFirst } = createTasks(new FairQueue(limits));
  for (let i = 0; i < 6; i += 1) void send("a", `a${i}`);
  await expect(send("a", "rejected")).rejects.toMatchObject({
    status: 429,
    details: { headers: { "retry-after": "1" } },
  });
  void send("b", "b");
  expect(started).toContain("b");
  for (let i = 0; i < 7; i += 1) await endFirst();
  expect(started).toHaveLength(7);
});

it("rejects a task past the lane's limit of waiting bytes", async () => {
  const { send, started, endFirst } = createTasks(new FairQueue(limits));
  for (const bytes of [1_000, 1_000, 60, 40]) void send("a", String(bytes), bytes);
  await expect(send("a", "rejected", 1)).rejects.toMatchObject({ status: 429 });
  await endFirst();
  void send("a", "60 more", 60);
  for (let i = 0; i < 5; i += 1) await endFirst();
  expect(started).toEqual(["1000", "1000", "60", "40", "60 more"]);
});

it("starts the next task after a failed one", async () => {
  const queue = new FairQueue({ ...limits, maxRunningOfLane: 1 });
  const failed = queue.run("a", () => Promise.reject(new Error("failed")));
  const next = queue.run("a", (hasWaited) => hasWaited);
  await expect(failed).rejects.toThrow("failed");
  expect(await next).toBe(true);
});

it("rejects a task that waits too long, and runs the others", async () => {
  const queue = new FairQueue({ ...limits, maxRunning: 1, maxWait: 1 });
  let end = () => {};
  const first = queue.run(
    "a",
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  await expect(queue.run("b", () => "never")).rejects.toMatchObject({ status: 429 });
  end();
  await first;
  expect(await queue.run("b", (hasWaited) => hasWaited)).toBe(false);
});

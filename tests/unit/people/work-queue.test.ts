import { expect, test } from "vitest";
import { createWorkQueue } from "@/lib/auth/work-queue";

test("limits concurrency, runs urgent tasks first and rejects beyond its depth", async () => {
  const queue = createWorkQueue({
    concurrency: 1,
    depth: 2,
    urgentDepth: 1,
    createFullError: () => new Error("full"),
  });
  const order: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let running = 0;
  const task = (name: string) => async () => {
    running += 1;
    expect(running).toBe(1);
    await gate;
    order.push(name);
    running -= 1;
  };
  const tasks = [queue.run(task("first")), queue.run(task("second")), queue.run(task("third"))];
  await expect(queue.run(task("fourth"))).rejects.toThrow("full");
  tasks.push(queue.run(task("urgent"), { urgent: true }));
  await expect(queue.run(task("urgent too"), { urgent: true })).rejects.toThrow("full");
  open();
  await Promise.all(tasks);
  expect(order).toEqual(["first", "urgent", "second", "third"]);
});

test("continues after a failed task", async () => {
  const queue = createWorkQueue({
    concurrency: 1,
    depth: 1,
    urgentDepth: 0,
    createFullError: () => new Error("full"),
  });
  const failing = queue.run(async () => {
    throw new Error("fails");
  });
  const next = queue.run(async () => "done");
  await expect(failing).rejects.toThrow("fails");
  expect(await next).toBe("done");
});

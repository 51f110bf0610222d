import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { createAsyncContext } from "@/lib/async-context";

test("each work finds its own value, also after it has waited", async () => {
  const context = createAsyncContext<string>();
  const read = (value: string, milliseconds: number) =>
    context.run(value, async () => {
      await pause(milliseconds);
      return context.find();
    });
  expect(await Promise.all([read("a", 2), read("b", 0), read("c", 1)])).toEqual(["a", "b", "c"]);
  expect(context.find()).toBeUndefined();
});

test("work within other work has its own value, and the outer one afterwards", async () => {
  const context = createAsyncContext<string>();
  const values = await context.run("outer", async () => {
    const inner = await context.run("inner", async () => context.find());
    await pause(0);
    return [inner, context.find()];
  });
  expect(values).toEqual(["inner", "outer"]);
});

test("what outlives the work finds no value", async () => {
  const context = createAsyncContext<string>();
  let late: Promise<string | undefined> | undefined;
  await context.run("a", async () => {
    late = pause(1).then(() => context.find());
  });
  expect(await late).toBeUndefined();
});

test("a failure of the work ends it", async () => {
  const context = createAsyncContext<string>();
  await expect(context.run("a", () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  expect(context.find()).toBeUndefined();
});

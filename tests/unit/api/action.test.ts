import { redirect } from "next/navigation";
import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { publicAction } from "@/lib/action";
import { AppError } from "@/lib/errors";
import { captureServerLog } from "@/tests/support/matchers/server-log";

const Input = z.strictObject({ name: z.string().min(1, "Write a name."), secret: z.string() });
const valid = { name: "Ada", secret: "correct horse battery" };

afterEach(() => void vi.restoreAllMocks());

test("passes the parsed input to the handler, and returns its result", async () => {
  const greet = createAction(async ({ name }) => `Hello ${name}`);
  expect(await greet(valid)).toEqual({ ok: true, data: "Hello Ada" });
});

test("returns an issue for each invalid field, without calling the handler", async () => {
  const handler = vi.fn(async () => null);
  const result = await createAction(handler)({ ...valid, name: "" });
  expect(result).toMatchObject({ ok: false, code: "bad_request" });
  expect(result).toHaveProperty("issues", [{ path: "name", message: "Write a name." }]);
  expect(handler).not.toHaveBeenCalled();
});

test("returns an expected error with its code, message and issues", async () => {
  const issues = [{ path: "name", message: "This name is taken." }];
  const reject = createAction(async () => {
    throw new AppError("conflict", "This name is taken.", { issues });
  });
  expect(await reject(valid)).toEqual({
    ok: false,
    code: "conflict",
    message: "This name is taken.",
    issues,
  });
});

test("returns an unexpected error with a number, and logs its reason without the input", async () => {
  const log = captureServerLog();
  const fail = createAction(async () => {
    throw new Error("the disk is full");
  });
  const result = await fail(valid);
  expect(result).toMatchObject({ ok: false, code: "internal", issues: [] });
  const message = result.ok ? "" : result.message;
  expect(message).not.toContain("disk");
  const requestId = /number ([0-9A-Z]{26})/.exec(message)?.[1];
  expect(log()).toMatchObject([{ level: "error", requestId, err: { message: "the disk is full" } }]);
  expect(JSON.stringify(log())).not.toContain(valid.secret);
});

test("lets a redirect pass", async () => {
  const leave = createAction(async () => redirect("/elsewhere"));
  await expect(leave(valid)).rejects.toThrow("NEXT_REDIRECT");
});

function createAction<Output>(handler: (input: z.output<typeof Input>) => Promise<Output>) {
  return publicAction({ input: Input, refresh: false, handler: ({ input }) => handler(input) });
}

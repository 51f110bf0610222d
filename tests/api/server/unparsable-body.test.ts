import { RequestError } from "@hono/node-server";
import { afterEach, expect, it, vi } from "vitest";
import { respondWithError } from "@/lib/api/reject-calls";
import { captureServerLog } from "@/tests/support/matchers/server-log";

afterEach(() => vi.restoreAllMocks());

it("returns 400 for an invalid HTTP request", async () => {
  const log = captureServerLog();
  const response = await respondWithError(new RequestError("Invalid host header"));
  expect(response.status).toBe(400);
  expect((await response.json()).message).toMatch(/Invalid HTTP request/);
  expect(log()).toEqual([]);
});

it("returns 500 for an unexpected error, and logs it with the request id", async () => {
  const log = captureServerLog();
  const unexpectedError = new TypeError("An unexpected error.");
  const response = await respondWithError(unexpectedError);
  expect(response.status).toBe(500);
  const { message, meta } = await response.json();
  expect(message).toContain(meta.requestId);
  expect(message).not.toContain(unexpectedError.message);
  expect(log()).toMatchObject([
    {
      level: "error",
      requestId: meta.requestId,
      err: { type: "TypeError", message: unexpectedError.message },
    },
  ]);
});

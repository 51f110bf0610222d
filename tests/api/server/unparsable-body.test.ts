import { RequestError } from "@hono/node-server";
import { afterEach, expect, it, vi } from "vitest";
import { respondWithError } from "@/lib/api/reject-calls";
import { captureServerLog } from "@/tests/support/matchers/server-log";

afterEach(() => vi.restoreAllMocks());

it("what is no valid HTTP request is told so", async () => {
  const log = captureServerLog();
  const response = await respondWithError(new RequestError("Invalid host header"));
  expect(response.status).toBe(400);
  expect((await response.json()).message).toMatch(/Invalid HTTP request/);
  expect(log()).toEqual([]);
});

it("any other mistake is ours: it is logged with the request id, and answered with one calm sentence", async () => {
  const log = captureServerLog();
  const mistake = new TypeError("Nobody expected this.");
  const response = await respondWithError(mistake);
  expect(response.status).toBe(500);
  const { message, meta } = await response.json();
  expect(message).toContain(meta.requestId);
  expect(message).not.toContain(mistake.message);
  expect(log()).toMatchObject([
    { level: "error", requestId: meta.requestId, err: { type: "TypeError", message: mistake.message } },
  ]);
});

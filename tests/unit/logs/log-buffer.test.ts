import { setImmediate } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { createId } from "@/lib/ids";
import { findSensitiveFields } from "@/lib/logs/redact/sensitive-fields";
import { flushLogs, logWrite } from "@/lib/logs/write/buffer";

/** A database under constant load: rows arrive while others are written. */
let coming = 1_000;
vi.mock("@/lib/logs/write/store", () => ({
  storeCalls: async () => {
    if (coming > 0) void write();
    coming -= 1;
    await setImmediate();
  },
}));

test("a flush does not wait for calls added after it began", async () => {
  void write();
  await flushLogs();
  expect(coming).toBeGreaterThan(990);
});

function write(): Promise<void> {
  return logWrite({
    workspaceId: "workspace",
    id: createId(),
    applicationId: "application",
    apiKeyId: "key",
    accepted: true,
    method: "POST",
    path: "/api/track",
    route: "/track",
    permission: "TrackData",
    status: 201,
    errorCode: null,
    duration: 1,
    ipAddress: "198.51.100.7",
    observed: false,
    query: "",
    requestHeaders: {},
    requestBody: "",
    requestBytes: 0,
    responseHeaders: {},
    responseBody: "",
    responseBytes: 0,
    sensitive: findSensitiveFields({}),
  });
}

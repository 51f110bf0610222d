import { expect, test } from "vitest";
import { RejectedRequestError } from "@/components/forms/rejected-request-error";

const html = { "content-type": "text/html" };

test.each([
  [413, html, "payload_too_large", /request is too large/],
  [429, { ...html, "retry-after": "30" }, "rate_limited", /Try again in 30 seconds/],
  [429, html, "rate_limited", /Wait a moment/],
  [403, html, "forbidden", /does not allow this request \(403\)/],
  [503, html, "unavailable", /not available \(503\)/],
  [418, html, "bad_request", /rejected this request \(418\)/],
])("describes a proxy's error page by its status %i", async (status, headers, code, message) => {
  const error = await RejectedRequestError.from(new Response("<h1>nginx</h1>", { status, headers }));
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain("nginx");
});

test.each([
  ["text/plain; charset=utf-8", "Sign-ins from your network wait for 20 seconds."],
  ["application/json", '{"message":"Sign-ins from your network wait for 20 seconds.","meta":{}}'],
])("shows the server's message as %s", async (type, body) => {
  const response = new Response(body, { status: 429, headers: { "content-type": type } });
  const error = await RejectedRequestError.from(response);
  expect(error.message).toBe("Sign-ins from your network wait for 20 seconds.");
});

test.each([
  ["an empty text", "text/plain", ""],
  ["a long text", "text/plain", "x".repeat(5_000)],
  ["JSON without a message", "application/json", '{"error":1}'],
  ["broken JSON", "application/json", "{"],
])("falls back to the status when the body is %s", async (_, type, body) => {
  const response = new Response(body, { status: 403, headers: { "content-type": type } });
  expect((await RejectedRequestError.from(response)).message).toContain("(403)");
});

test.each([
  [502, true],
  [504, true],
  [503, false],
  [413, false],
])("tells for status %i whether the outcome is unknown", async (status, isUnknown) => {
  const error = await RejectedRequestError.from(new Response(null, { status }));
  expect(error.isOutcomeUnknown).toBe(isUnknown);
});

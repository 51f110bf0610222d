import { expect, test } from "vitest";
import { findRepeatProblem } from "@/components/logs/detail/copy-as";
import type { LogView } from "@/lib/logs/schema";

const call: LogView = {
  id: "01KB0000000000000000000000",
  applicationId: "01KB0000000000000000000001",
  applicationName: "Shop",
  time: new Date(),
  method: "POST",
  path: "/api/users/upsert",
  query: "",
  route: "/users/upsert",
  status: 201,
  errorCode: null,
  duration: 1,
  client: "curl/8.5.0",
  ipAddress: "203.0.113.9",
  observed: false,
  keyInUrl: false,
  permission: "TrackData",
  key: null,
  requestHeaders: {},
  requestBody: '{"plan":"pro"}',
  requestBytes: 14,
  responseHeaders: {},
  responseBody: "",
  responseBytes: 0,
  masked: false,
  mayReveal: true,
  mayRegenerate: true,
};

test("a completely logged call can be repeated", () => {
  expect(findRepeatProblem(call)).toBeNull();
});

test.each([
  ["a secret was masked in its body", { requestBody: '{"password":"[masked]"}' }, "A secret was removed"],
  ["a key was removed from its path", { path: "/api/users/[removed]" }, "A secret was removed"],
  ["a secret was masked in its query", { query: "?token=[masked]" }, "A secret was removed"],
  ["its body was binary", { requestBody: "\uFFFDPNG" }, "binary data"],
  ["its body was cut", { requestBytes: 16_385 }, "Only part"],
  ["its values are masked", { masked: true, requestBody: '{"plan":"•••"}' }, "Reveal the values first"],
  [
    "the member may not reveal values",
    { masked: true, mayReveal: false, query: "?a=•••" },
    "Only owners and",
  ],
])("a call cannot be repeated when %s", (_, change, why) => {
  expect(findRepeatProblem({ ...call, ...change })).toContain(why);
});

test("a masked body does not matter for GET", () => {
  expect(findRepeatProblem({ ...call, method: "GET", requestBody: '{"password":"[masked]"}' })).toBeNull();
});

import { describe } from "vitest";
import { catalog } from "@/app/api/catalog";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { env } from "@/lib/env";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer } from "@/tests/support/servers/production-server";
import { describeContract, limit } from "./describe-contract";

/** The first endpoint of each shape: the server handles all endpoints of a shape alike. */
const oneOfEachShape = firstOfEach(({ method, path, permission, envelope, status, body }) =>
  JSON.stringify([method, path.includes("{"), permission === "public", envelope, status, body !== undefined]),
);
const oneOfEachMethod = firstOfEach(({ method, permission }) => `${method} ${permission === "public"}`);

describe("through the fast path", () => {
  describeContract(catalog, () => open({ fastPath: true }), { toTheLimit: oneOfEachMethod });
});

// The handlers are the same, and Next handles all endpoints of a shape alike.
describe("through Next", () => {
  describeContract(catalog, () => open({ fastPath: false }), {
    inFull: oneOfEachShape,
    toTheLimit: oneOfEachMethod,
  });
});

async function open({ fastPath }: { fastPath: boolean }) {
  const { url, output, stop } = await startServer({
    databaseUrl: env().DATABASE_URL,
    fastPath,
    rateLimitPerMinute: limit,
    env: { TRUST_PROXY: "on" },
  });
  return { call: callOverHttp(url), output, close: stop };
}

function firstOfEach(toGroup: (spec: EndpointSpec) => string): (spec: EndpointSpec) => boolean {
  const firsts = new Map(catalog.toReversed().map(({ spec }) => [toGroup(spec), spec]));
  return (spec) => firsts.get(toGroup(spec)) === spec;
}

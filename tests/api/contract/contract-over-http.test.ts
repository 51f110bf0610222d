import { describe } from "vitest";
import { catalog } from "@/app/api/catalog";
import { env } from "@/lib/env";
import { callOverHttp } from "@/tests/support/servers/call-api";
import { startServer } from "@/tests/support/servers/production-server";
import { describeContract, limit } from "./describe-contract";

describe.each([
  ["through the front door", true],
  ["through Next", false],
])("%s", (_, frontDoor) => {
  describeContract(catalog, async () => {
    const { url, output, stop } = await startServer({
      databaseUrl: env().DATABASE_URL,
      frontDoor,
      rateLimitPerMinute: limit,
      env: { TRUST_PROXY: "on" },
    });
    return { call: callOverHttp(url), output, close: stop };
  });
});

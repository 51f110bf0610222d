import { beforeAll, describe, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { createApplicationIn } from "@/tests/support/factories/application";
import { callInProcess } from "@/tests/support/servers/call-api";

process.env.REQUIRE_HTTPS = "on";

const call = callInProcess(catalog);
let key: string;

beforeAll(async () => {
  ({ key } = await createApplicationIn());
});

describe("with REQUIRE_HTTPS", () => {
  it.each(["http", "HTTP", "http, https", "http,http"])(
    "rejects a call with X-Forwarded-Proto '%s'",
    async (protocol) => {
      const answer = await call("/validate", { key, headers: { "x-forwarded-proto": protocol } });
      expect(answer.status).toBe(403);
      expect(answer.headers.get("x-ratelimit-remaining")).toMatch(/^\d+$/);
      expect(await answer.json()).toMatchObject({ message: expect.stringContaining("Use https") });
    },
  );

  it.each([undefined, "https", "HTTPS", "https, http"])(
    "accepts a call with X-Forwarded-Proto '%s'",
    async (protocol) => {
      const headers = protocol && { "x-forwarded-proto": protocol };
      expect((await call("/validate", { key, ...(headers && { headers }) })).status).toBe(200);
    },
  );
});

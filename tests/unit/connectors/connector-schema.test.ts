import { describe, expect, it, test } from "vitest";
import { maxConnectorDomains, NewConnector } from "@/lib/connectors/schema";
import { createKey } from "@/lib/keys/secret";

const browser = {
  name: "Shop",
  type: "browser" as const,
  domains: ["acme.com"],
  allowsAnyDomain: false,
  honorsOptOut: true,
  renamesReservedTraits: false,
};

describe("the domains of a browser connector", () => {
  it("become registrable domains, sorted and without duplicates", () => {
    const domains = ["https://www.acme.com/pricing?x=1", "shop.acme.com, blog.example.org", "", " ACME.com "];
    expect(parse({ domains }).data?.domains).toEqual(["acme.com", "example.org"]);
    expect(parse({ domains: ["docs.alice.github.io"] }).data?.domains).toEqual(["alice.github.io"]);
  });

  it("are rejected with the one that is not registrable", () => {
    for (const domain of ["localhost", "com", "github.io", "10.0.0.1", `${"a".repeat(300)}.com`])
      expect(parse({ domains: ["acme.com", domain] }).error?.issues, domain).toMatchObject([
        { path: ["domains"], message: expect.stringContaining(domain.slice(0, 60)) },
      ]);
  });

  it("are bounded in number", () => {
    const domains = Array.from({ length: maxConnectorDomains + 1 }, (_, index) => `site-${index}.com`);
    expect(parse({ domains }).error?.issues[0]?.message).toBe("Use 50 domains at most.");
    expect(parse({ domains: domains.slice(1) }).success).toBe(true);
  });

  it("are required unless any domain is allowed or the sender is a server", () => {
    const none = { domains: [] };
    expect(parse(none).error?.issues).toMatchObject([{ path: ["domains"] }]);
    expect(parse({ ...none, allowsAnyDomain: true }).success).toBe(true);
    expect(parse({ ...none, type: "server" }).success).toBe(true);
  });
});

test("rejects a name that is empty, too long or has a write key", () => {
  const { key } = createKey("jwk_");
  for (const name of ["  ", "a".repeat(81), `Shop ${key}`, "lap\u202etop"])
    expect(parse({ name }).error?.issues, name).toMatchObject([{ path: ["name"] }]);
  expect(parse({ name: "  Shop   app " }).data?.name).toBe("Shop app");
});

test("rejects unknown types and fields", () => {
  expect(parse({ type: "mobile" }).success).toBe(false);
  expect(parse({ publicKey: "jwk_x" }).success).toBe(false);
});

function parse(fields: object) {
  return NewConnector.safeParse({ ...browser, ...fields });
}

import { describe, expect, it } from "vitest";
import { closeJson } from "@/lib/json/close";
import { maskBody, maskHeaders, maskPath, maskQuery } from "@/lib/logs/redact/mask";
import { maxLoggedBodyBytes } from "@/lib/logs/schema";
import { measureCpuTime } from "@/tests/support/matchers/cpu-time";
import { fc } from "@/tests/support/models/properties";

const tooLong = 1_200_000;

describe("the body of a call whose values are masked", () => {
  it("keeps its names, its nesting, its lengths and its types", () => {
    const body = {
      name: "Ada",
      age: 36,
      ratio: -1.5e-7,
      active: true,
      left: null,
      tags: ["a", "b"],
      none: {},
    };
    expect(JSON.parse(maskBody(JSON.stringify(body, null, 2), 100))).toEqual({
      name: "•••",
      age: "••• number",
      ratio: "••• number",
      active: "••• boolean",
      left: null,
      tags: ["•••", "•••"],
      none: {},
    });
  });

  it("keeps the names of invalid fields and hides their messages", () => {
    const body = {
      message: "ada@example.com is taken",
      errors: { fields: { "identification.email": "ada@example.com is taken" } },
    };
    expect(maskBody(JSON.stringify(body), 100)).toBe(
      '{"message":"•••","errors":{"fields":{"identification.email":"•••"}}}',
    );
  });

  it("keeps duplicate names, and hides values that look like names", () => {
    expect(maskBody('{"a" : "b:","a":"\\": c"}', 20)).toBe('{"a" : "•••","a":"•••"}');
  });

  it("hides names that are values", () => {
    const values = [
      "ada@example.com",
      "+49 30 901820",
      "ref-0301234567",
      "https://a.example/ada",
      "a".repeat(65),
    ];
    const names = [
      "plan",
      "identification.email",
      "Größe",
      "計画",
      "2fa_enabled",
      "address line 2",
      "tags[0]",
      "",
    ];
    const text = JSON.stringify(Object.fromEntries([...values, ...names].map((name) => [name, { x: 1 }])));
    const written = text.replace("ö", "\\u00f6").replace("@", "\\u0040");
    expect(maskBody(written, 100).match(/"[^"]*"(?=:\{)/g)).toEqual([
      ...values.map(() => '"•••"'),
      ...names.map((name) => JSON.stringify(name).replace("ö", "\\u00f6")),
    ]);
  });

  it.each([
    ["a text", "ada@example.com"],
    ["a form", "email=ada%40example.com&age=36"],
    ["HTML", "<script>alert('Ada')</script>"],
    ["JSON that its sender broke", '{"email":"ada@example.com"'],
    ["two lines of JSON", '{"a":1}\n{"b":2}'],
    ["emoji", "👩‍🚀".repeat(5_000)],
    ["half a character", '{"a":"\uD83D'],
  ])("is masked whole where it is %s", (_, text) => {
    expect(maskBody(text, text.length)).toBe("•••");
  });

  it("leaves an empty body empty", () => {
    expect(maskBody("", 0)).toBe("");
  });

  it("hides every value of JSON truncated at any position", () => {
    const secret = 's3cret\\"\n,{}[]:👩‍🚀';
    const values = fc
      .jsonValue({ maxDepth: 4 })
      .map((value) => ({ list: [{ name: secret, value }, secret, 4242] }));
    fc.assert(
      fc.property(values, fc.nat(), (value, at) => {
        const text = JSON.stringify(value);
        const masked = maskBody(text.slice(0, at % (text.length + 1)), tooLong);
        expect(masked).not.toContain("s3cret");
        expect(masked).not.toContain("4242");
        if (masked !== "•••" && masked !== "") JSON.parse(masked);
      }),
    );
  });

  it("keeps the structure of truncated JSON", () => {
    expect(maskBody('{"data":[{"id":1,"email":"a"},{"id":2,"ema', tooLong)).toBe(
      '{"data":[{"id":"••• number","email":"•••"},{"id":"••• number"}]}',
    );
  });

  it("takes processor time proportional to the kept text, also for hostile text", () => {
    const time = measureCpuTime(() => {
      for (const text of ["[", '{"a":', '"\\', '"a",', "\\", "1"]) {
        maskBody(text.repeat(maxLoggedBodyBytes / text.length), tooLong);
      }
    });
    expect(time).toBeLessThan(1_000);
  });
});

describe("JSON that was cut", () => {
  it.each([
    ["in a value", '{"a":1,"b":"long te', '{"a":1}'],
    ["in a name", '{"a":[true,{"b', '{"a":[true,{}]}'],
    ["in a string full of punctuation", '["a","]}, {', '["a"]'],
    ["after a backslash", '["a","b\\', '["a"]'],
    ["in a number", "[12,34", "[12]"],
    ["nowhere", '{"a":1}', '{"a":1}'],
  ])("is closed where it was cut %s", (_, text, closed) => {
    expect(closeJson(text)?.json).toBe(closed);
  });

  it("separates the incomplete rest after the last whole value", () => {
    expect(closeJson('{"a":[1,2],"b":"lo')?.rest).toBe(',"b":"lo');
  });

  it.each(["", "plain text, {", '"one long string', "]", "[1}"])("is not made of %j", (text) => {
    expect(closeJson(text)).toBeNull();
  });
});

describe("the URL of a call whose values are masked", () => {
  it.each([
    ["/api/users/20180/events", "/users/{userId}/events", "/api/users/•••/events"],
    ["/api/validate", "/validate", "/api/validate"],
    ["/api/users/ada%40example.com", null, "/api/•••"],
    ["/api/users/20180/", "/users/{userId}", "/api/•••"],
    ["/api/a/b/c", "/users/{userId}", "/api/•••"],
    ["/ada@example.com", null, "/•••"],
    ["", null, "/•••"],
  ])("%s of the route %s is shown as %s", (path, route, shown) => {
    expect(maskPath(path, route)).toBe(shown);
  });

  it.each([
    ["", ""],
    ["?", "?"],
    ["?email=ada%40example.com&limit=20", "?email=•••&limit=•••"],
    ["email=ada", "?email=•••"],
    ["?ada@example.com", "?•••"],
    ["?a=1&&b=c=d?e=f", "?a=•••&•••&b=•••"],
    ["?=x", "?=•••"],
    ["?ada@example.com=1&ada%40example.com&tags[0]=1", "?•••=•••&•••&tags[0]=•••"],
    ["?ada%40example.com=&015112345678=1&limit=a\n=b", "?•••=•••&•••=•••&limit=•••"],
  ])("the query %s is shown as %s", (query, shown) => {
    expect(maskQuery(query)).toBe(shown);
  });
});

describe("the headers of a call whose values are masked", () => {
  it("are shown if they belong to the protocol and hold no personal data", () => {
    const harmless = {
      "content-type": "application/json",
      "user-agent": "js-sdk/3.1.0",
      "x-ratelimit-remaining": "12",
      "ratelimit-policy": '"workspace";q=600;w=60',
      ratelimit: '"workspace";r=12;t=34',
      "x-request-id": "01KB",
      "x-api-key": "[removed]",
    };
    expect(maskHeaders(harmless)).toEqual(harmless);
  });

  it("are hidden otherwise", () => {
    const headers = JSON.parse('{"x-user":"ada","idempotency-key":"1","x-content-type":"a","__proto__":"b"}');
    const masked = maskHeaders(headers);
    expect(Object.keys(masked)).toEqual(["x-user", "idempotency-key", "x-content-type", "__proto__"]);
    expect(new Set(Object.values(masked))).toEqual(new Set(["•••"]));
  });
});

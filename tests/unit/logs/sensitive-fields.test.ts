import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  findSensitiveFields,
  maskSensitiveBody,
  maskSensitivePrefix,
  maskSensitiveQuery,
} from "@/lib/logs/redact/sensitive-fields";
import { measureCpuTime } from "@/tests/support/matchers/cpu-time";

const sensitive = findSensitiveFields({
  query: z.object({ code: z.string().meta({ sensitive: true }) }),
  body: z.object({ birthday: z.string().meta({ sensitive: true }).optional(), plan: z.string() }),
});

describe("a sensitive value", () => {
  it.each([
    [
      "of a field that a schema marks",
      '{"birthday":"1990-01-01","plan":"a"}',
      '{"birthday":"[masked]","plan":"a"}',
    ],
    [
      "of any type",
      '{"token":1e9, "pwd":null,"cvv": true ,"b":2}',
      '{"token":"[masked]", "pwd":"[masked]","cvv":"[masked]" ,"b":2}',
    ],
    [
      "that is an object or a list",
      '{"secret":{"a":["}",{}]},"iban":[[1],"]"],"b":[1]}',
      '{"secret":"[masked]","iban":"[masked]","b":[1]}',
    ],
    ["at any depth", '[{"a":[{"b":{"dbPassword":"x"}}]}]', '[{"a":[{"b":{"dbPassword":"[masked]"}}]}]'],
    ["each time that its name comes", '{"token":"a","token":"b"}', '{"token":"[masked]","token":"[masked]"}'],
    [
      "whose name is escaped",
      String.raw`{"\u0070assword":"x","\u0062irthday":1}`,
      String.raw`{"\u0070assword":"[masked]","\u0062irthday":"[masked]"}`,
    ],
    [
      "in JSON within JSON",
      JSON.stringify({ a: JSON.stringify({ password: "x", b: 1 }) }),
      JSON.stringify({ a: '{"password":"[masked]","b":1}' }),
    ],
    [
      "whose text ends like a name",
      String.raw`{"password":"a\":\"b","b":"c"}`,
      '{"password":"[masked]","b":"c"}',
    ],
    [
      "beside emoji and HTML",
      '{"a":"👩‍🚀<b>\\u2028","API-Key":"👩‍🚀"}',
      '{"a":"👩‍🚀<b>\\u2028","API-Key":"[masked]"}',
    ],
    ["in JSON that breaks off", '{"a":1,"password":"x","b":', '{"a":1,"password [masked]'],
    ["in JSON that breaks off, its name escaped", String.raw`{"\u0070assword":"x`, '{"password [masked]'],
    ["in a form", "a=1&password=x&b=2", "a=1&password [masked]"],
    ["in XML", "<user><card-number>4111</card-number></user>", "<user><card-number [masked]"],
  ])("is masked, %s", (_, text, kept) => {
    expect(maskSensitiveBody(text, sensitive)).toBe(kept);
  });

  it.each([
    '{"token_count":3,"secretary":"Kim","compass":"N","note":"the password: x"}',
    '{"a":"token","b":[{"keys":"x"}],"tokens":4}',
    "plain text",
    "",
  ])("is none where the name does not say so: %s", (text) => {
    expect(maskSensitiveBody(text, sensitive)).toBe(text);
  });

  it.each([
    ["?code=1&b=2", "?code=[masked]&b=2"],
    ["?a=1&user%5Bpassword%5D=x&%74oken=y", "?a=1&user%5Bpassword%5D=[masked]&%74oken=[masked]"],
    ["?%E0%A4%A=1&access_token=x=y", "?%E0%A4%A=1&access_token=[masked]"],
    ["?a=1&?token=x?y", "?a=1&?token=[masked]"],
    ["?token&secret&=x", "?token&secret&=x"],
    ["?limit=2", "?limit=2"],
  ])("of a query is masked: %s", (query, kept) => {
    expect(maskSensitiveQuery(query, sensitive)).toBe(kept);
  });

  it.each([
    ["names without values", '"password'.repeat(100_000)],
    ["one long name", `{"${"password".repeat(120_000)}`],
    ["deep nesting", `{"secret":${"[".repeat(400_000)}${"]".repeat(400_000)}}`],
    ["backslashes", `{"password":"${"\\\\".repeat(500_000)}"}`],
    ["gaps", `api${" ".repeat(9)}`.repeat(80_000)],
  ])("takes little processor time to find in a megabyte of %s", (_, text) => {
    const time = measureCpuTime(() => {
      maskSensitiveBody(text, sensitive);
    });
    expect(time).toBeLessThan(1_000);
  });

  it.each(["token", "%61", "token?", "a=%61"])(
    "takes little processor time to find in a query of %j",
    (part) => {
      const time = measureCpuTime(() => {
        maskSensitiveQuery(`?${part.repeat(80_000 / part.length)}`, sensitive);
      });
      expect(time).toBeLessThan(500);
    },
  );

  it("is expected only in responses with a marked field or free names", () => {
    const marked = z.object({ a: z.array(z.object({ pin: z.string().meta({ sensitive: true }) })) });
    expect(findSensitiveFields({ output: marked })).toMatchObject({
      inAnswers: true,
      names: new Set(["pin"]),
    });
    expect(findSensitiveFields({ output: z.object({ a: z.record(z.string(), z.string()) }) }).inAnswers).toBe(
      true,
    );
    expect(findSensitiveFields({ output: z.object({ a: z.string() }) }).inAnswers).toBe(false);
  });
});

describe("the beginning of a truncated body", () => {
  const sensitive = findSensitiveFields({});
  const long = "t".repeat(100);

  it.each([
    [
      "a value that ends in it",
      `{"password":"secret","n":1,"note":"${long}`,
      `{"password":"[masked]","n":1,"note":"${long}`,
    ],
    ["a value that is cut", `{"note":"${long}","password":"secret`, `{"note":"${long}"`],
    [
      "a truncated list",
      `{"note":1,"passwords":[{"secret":["a","b`,
      '{"note":1,"passwords":[{"secret":"[masked]"',
    ],
    ["a name that is cut from its value", '{"note":1,"password":', '{"note":1'],
    ["a name that is escaped", '{"note":1,"p\\u0061ssword":"secret', '{"note":1'],
    ["what is no JSON", "note=1&password=secret", "note=1&password [masked]"],
  ])("keeps nothing of %s that is sensitive", (_, text, kept) => {
    expect(maskSensitivePrefix(text, sensitive)).toBe(kept);
  });

  it("stays unchanged without sensitive names", () => {
    expect(maskSensitivePrefix(`{"note":"${long}`, sensitive)).toBe(`{"note":"${long}`);
  });
});

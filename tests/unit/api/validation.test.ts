import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseOptions, toIssues } from "@/lib/validation";

const Order = z.strictObject({
  email: z.email("Enter an email address."),
  count: z.number().min(1),
  lines: z.array(z.strictObject({ name: z.string() })).default([]),
});

function listIssues(input: unknown) {
  const { error } = Order.safeParse(input, parseOptions);
  return error ? toIssues(error) : [];
}

describe("issues of an input", () => {
  it("are empty for valid input", () => {
    expect(listIssues({ email: "ada@example.com", count: 1 })).toEqual([]);
  });

  it("tell a missing value from an invalid one", () => {
    expect(listIssues({ count: 1 })).toEqual([{ path: "email", message: "This is required." }]);
    expect(listIssues({ email: null, count: 1 })).toEqual([
      { path: "email", message: "Enter an email address." },
    ]);
  });

  it("list every unknown field with its path", () => {
    const input = JSON.parse(
      '{"email":"ada@example.com","count":1,"colour":"red","__proto__":1,"lines":[{"name":"a","price":2}]}',
    );
    expect(listIssues(input).map(({ path }) => path)).toEqual(["lines.0.price", "colour", "__proto__"]);
  });

  it("name the expected and the found type in the API's terms", () => {
    const messages = (input: object) => listIssues({ email: "ada@example.com", count: 1, ...input });
    expect(messages({ count: "1" })).toEqual([
      { path: "count", message: "Expected a number but found a string." },
    ]);
    expect(messages({ lines: {} })).toEqual([
      { path: "lines", message: "Expected a list but found an object." },
    ]);
    expect(messages({ lines: [null] })).toEqual([
      { path: "lines.0", message: "Expected an object but found null." },
    ]);
  });

  it("are whole sentences", () => {
    for (const { message } of listIssues({ email: 3, count: "many", lines: "none" }))
      expect(message).toMatch(/^[A-Z].*\.$/);
  });
});

import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { areActionArguments } from "@/lib/http/server/action-arguments";

/** The encoder of Next's client. */
const { encodeReply } = createRequire(import.meta.url)(
  "next/dist/compiled/react-server-dom-turbopack/client.edge",
) as { encodeReply: (value: unknown) => Promise<string | FormData> };

const permissions = ["ReadEvents"];

describe("arguments of a server action", () => {
  it.each([
    ["none", []],
    ["plain JSON", ["acme", { name: "A", count: 1, nested: { list: [true, null, "x"] } }]],
    ["undefined", ["acme", undefined, { description: undefined }]],
    ["texts that begin with a dollar sign", ["$", "$$", "$1", "$F1", "$undefined", "$\n"]],
    ["numbers that JSON lacks", [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0]],
    ["dates and large integers", [new Date(), new Date(Number.NaN), 2n ** 200n, -1n]],
    ["one list twice", ["acme", { read: permissions, write: permissions }]],
  ])("are decoded as the client encodes them: %s", async (_, list) => {
    const encoded = await encodeReply(list);
    expect(encoded).toBeTypeOf("string");
    expect(areActionArguments(String(encoded))).toBe(true);
  });

  it.each([
    ["malformed JSON", "{{{"],
    ["nothing", ""],
    ["a number", "5"],
    ["null", "null"],
    ["an object", "{}"],
    ["an unknown reference", '["$F1"]'],
    ["a value of a later part", '["$1:a"]'],
    ["a value that was not passed", '["$0:1", {}]'],
    ["a value of an object's prototype", '[{}, "$0:0:constructor"]'],
    ["themselves", '["$0"]'],
    ["a value that contains itself", '[{"a":"$0:0"}]'],
    ["a temporary reference", '["$T"]'],
    ["a map", '["$Q1"]'],
    ["an unparsable integer", '["$nx"]'],
    ["more than the maximum", JSON.stringify(Array(21).fill(1))],
    ["nested too deeply", "[".repeat(50_000) + "]".repeat(50_000)],
    ["one list many times", JSON.stringify([{ a: [1] }, ...Array(6).fill("$0:0:a")])],
  ])("are rejected: %s", (_, text) => {
    expect(areActionArguments(text)).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { toMetadata, toProperties } from "@/lib/ingestion/messages/properties";
import type { MessageWarning } from "@/lib/ingestion/outcomes";
import { parseLeniently } from "@/lib/json/parse-leniently";

/** The properties as entries, and the warnings. */
function convertWith(toValues: typeof toProperties | typeof toMetadata) {
  return (json: unknown) => {
    const warnings = new Set<MessageWarning>();
    const sent = parseLeniently(typeof json === "string" ? json : JSON.stringify(json))?.value;
    const values = toValues(sent, warnings);
    return { values: Object.fromEntries<unknown>([...values]), warnings: [...warnings] };
  };
}
const readTraits = convertWith(toProperties);
const readMetadata = convertWith(toMetadata);

describe("toProperties", () => {
  it("keeps strings, numbers, booleans, lists of strings and null", () => {
    const traits = { a: "x", b: 1.5, c: false, d: ["x", 1, true, null, ""], e: null, f: "", g: [] };
    expect(readTraits(traits)).toEqual({
      values: { ...traits, d: ["x", "1", "true"] },
      warnings: [],
    });
  });

  it("keeps every digit of large integers", () => {
    expect(readTraits('{"id":10158423456789012,"ids":[10158423456789012]}').values).toEqual({
      id: 10158423456789012n,
      ids: ["10158423456789012"],
    });
    expect(readMetadata('{"id":10158423456789012,"ids":[{"id":10158423456789012}]}').values).toEqual({
      id: "10158423456789012",
      ids: '[{"id":"10158423456789012"}]',
    });
  });

  it("flattens objects to three levels, and keeps deeper ones as JSON", () => {
    const address = { city: "Oslo", geo: { lat: 59.9, exact: { by: "GPS" }, none: {} }, none: {} };
    expect(readTraits({ address }).values).toEqual({
      address_city: "Oslo",
      address_geo_lat: 59.9,
      address_geo_exact: '{"by":"GPS"}',
    });
  });

  it("prefers a property with the flattened name that was sent itself, in either order", () => {
    const [own, nested] = [{ address_city: "Bergen" }, { address: { city: "Oslo" } }];
    for (const traits of [
      { ...own, ...nested },
      { ...nested, ...own },
    ])
      expect(readTraits(traits).values).toEqual(own);
  });

  it("keeps lists of objects as JSON", () => {
    expect(readTraits({ items: [{ sku: 1 }, "a"], lists: [[]] }).values).toEqual({
      items: '[{"sku":1},"a"]',
      lists: "[[]]",
    });
  });

  it("trims names, and replaces characters that names cannot have", () => {
    const { values, warnings } = readTraits({ " Country of birth ": "NO", $device: 1, "größe-1.0_å": 2 });
    expect(values).toEqual({ "Country of birth": "NO", _device: 1, "größe-1.0_å": 2 });
    expect(warnings).toEqual(["renamed_properties"]);
  });

  it("cuts long names, counting code points", () => {
    const { values, warnings } = readTraits({ ["𝒂".repeat(101)]: 1, ["b".repeat(100)]: 2 });
    expect(values).toEqual({ ["𝒂".repeat(100)]: 1, ["b".repeat(100)]: 2 });
    expect(warnings).toEqual(["long_name"]);
  });

  it("leaves out values that fit no type, and warns", () => {
    const long = "x".repeat(8_193);
    for (const json of [`{"a":1,"b":1e999}`, { a: 1, b: long }, { a: 1, "  ": 2 }])
      expect(readTraits(json)).toEqual({ values: { a: 1 }, warnings: ["invalid_values"] });
    expect(readTraits({ a: ["x", long] })).toEqual({ values: { a: ["x"] }, warnings: ["invalid_values"] });
    expect(readTraits({ a: "x".repeat(8_192) }).warnings).toEqual([]);
  });

  it("keeps the first 100 items of a list, and warns", () => {
    const { values, warnings } = readTraits({ list: Array.from({ length: 2_000 }, (_, index) => index) });
    expect(values.list).toHaveLength(100);
    expect(warnings).toEqual(["invalid_values"]);
  });

  it("keeps the first 250 properties, and warns", () => {
    const traits = Object.fromEntries(Array.from({ length: 251 }, (_, index) => [`p${index}`, null]));
    const { values, warnings } = readTraits(traits);
    expect(Object.keys(values)).toHaveLength(250);
    expect(values).toHaveProperty("p249");
    expect(warnings).toEqual(["too_many_properties"]);
  });

  it("keeps hostile names as plain names", () => {
    const values = toProperties(
      parseLeniently('{"__proto__":{"admin":true},"constructor":"c","toString":1}')?.value,
      new Set(),
    );
    expect([...values]).toEqual([
      ["constructor", "c"],
      ["toString", 1],
      ["__proto___admin", true],
    ]);
    expect(toMetadata(parseLeniently('{"__proto__":1}')?.value, new Set())).toEqual(
      new Map([["__proto__", 1]]),
    );
    expect(Object.prototype).not.toHaveProperty("admin");
  });

  it.each(['"text"', "5", "[1]", "true"])("warns if the traits are %s", (json) => {
    expect(readTraits(json)).toEqual({ values: {}, warnings: ["invalid_values"] });
  });

  it("takes PHP's empty list for an empty object", () => {
    expect(readTraits([])).toEqual({ values: {}, warnings: [] });
  });
});

describe("toMetadata", () => {
  it("keeps lists as JSON, and leaves out null", () => {
    expect(readMetadata({ a: ["x", 1], b: null, c: { d: [], e: null }, f: "" })).toEqual({
      values: { a: '["x",1]', c_d: "[]", f: "" },
      warnings: [],
    });
  });

  it("leaves out lists whose JSON is too long, and warns", () => {
    const { values, warnings } = readMetadata({ a: 1, b: ["x".repeat(8_192)] });
    expect(values).toEqual({ a: 1 });
    expect(warnings).toEqual(["invalid_values"]);
  });
});

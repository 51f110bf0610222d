import { messageTypes } from "@/lib/ingestion/message";
import { anyText, fc } from "@/tests/support/models/properties";

const oddValue = fc.oneof(
  fc.constantFrom(
    null,
    "",
    true,
    0,
    -1,
    1.5,
    1e21,
    42,
    ".",
    "..",
    "[]",
    "1969-01-01T00:00:00Z",
    "2026-11-24",
  ),
  fc.constantFrom([], {}, [[]], [{}], ["a", 1, null, ""], { a: { b: { c: { d: { e: 1 } } } } }),
  fc.constantFrom("x".repeat(256), "😀".repeat(129), "x".repeat(9_000), "a\0b", "a\uD800"),
  fc.jsonValue({ maxDepth: 3 }),
  anyText(),
);

const property = fc.oneof(
  oddValue,
  fc.constantFrom(
    "https://kim:pw@acme.com/a?utm_source=%00&token=1#b",
    "kim@northwind.com",
    "www.northwind.com",
  ),
);

const name = fc.oneof(
  fc.constantFrom("email", "domain", "website", "url", "search", "title", "referrer", "name", "category"),
  fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", " a ", "a!", "", "n".repeat(120)),
  anyText(),
);

const manyProperties = fc.constant(
  Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, index])),
);

/** Entries instead of an object, because `__proto__` may be among the names. */
const properties = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.tuple(name, property), { maxLength: 6 }).map(Object.fromEntries) },
  { weight: 1, arbitrary: manyProperties },
  { weight: 1, arbitrary: oddValue },
);

const id = fc.oneof({ weight: 3, arbitrary: fc.constantFrom("u1", "u2", 7) }, oddValue);

const context = fc.oneof(
  fc.record(
    {
      library: fc.oneof(fc.record({ name: property, version: property }), oddValue),
      page: properties,
      campaign: fc.record({ name: property, source: property }, { requiredKeys: [] }),
      traits: properties,
      groupId: id,
      active: property,
    },
    { requiredKeys: [] },
  ),
  oddValue,
);

/** A message whose fields are missing, valid or of any other type. */
const message = fc.record(
  {
    type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...messageTypes) }, oddValue),
    userId: id,
    anonymousId: id,
    groupId: id,
    previousId: id,
    messageId: property,
    event: fc.oneof(fc.constant("Report Exported"), oddValue),
    name: property,
    category: property,
    traits: properties,
    properties,
    context,
    integrations: fc.oneof(fc.constant({ All: false }), oddValue),
    timestamp: property,
    originalTimestamp: property,
    sentAt: property,
  },
  { requiredKeys: ["type"] },
);

/** The JSON of a message, or other JSON, or text that is not JSON but has balanced brackets. */
export const anyMessageJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: message.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.json() },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "tru",
      '{"a":01}',
      "{1234567890123456789:1}",
      '{"type":"track" "event":"a"}',
      `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
      `{"type":"track","userId":${"9".repeat(5_000)},"event":"a"}`,
      JSON.stringify({ type: "identify", userId: "u1", traits: { a: "x".repeat(40_000) } }),
    ),
  },
);

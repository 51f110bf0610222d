import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import type { Operation } from "@/tests/support/matchers/api-document";
import { fromSchema } from "@/tests/support/models/from-schema";
import { fc } from "@/tests/support/models/properties";
import type { CallOptions } from "@/tests/support/servers/call-api";

/** Stands for a key that the endpoint accepts, which differs in each run. */
export const ownKey = "own";

export type FuzzCall = CallOptions & {
  method: string;
  path: string;
  search: string;
  key: string | undefined;
};

/** Valid calls of an operation, and invalid variations of them. */
export function arbitraryCall(spec: EndpointSpec, operation: Operation): fc.Arbitrary<FuzzCall> {
  const method = fc.oneof(
    { weight: 30, arbitrary: fc.constant(spec.method) },
    fc.constantFrom("HEAD", "OPTIONS", "GET", "POST", "PUT", "PATCH", "DELETE"),
  );
  return fc
    .record({
      method,
      path: arbitraryPath(spec, operation),
      search: arbitrarySearch(operation),
      headers,
      body: fc.option(arbitraryBody(operation), { nil: undefined, freq: operation.requestBody ? 30 : 2 }),
      key: rarely(fc.oneof(fc.constant(undefined), headerText), fc.constant(ownKey)),
    })
    .map(({ body, ...call }) =>
      // A Request of these methods cannot have a body.
      body === undefined || ["GET", "HEAD"].includes(call.method) ? call : { ...call, body },
    );
}

/** Picks `rare` in one of ten cases. */
function rarely<Rare, Usual>(
  rare: fc.Arbitrary<Rare>,
  usual: fc.Arbitrary<Usual>,
): fc.Arbitrary<Rare | Usual> {
  return fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

function arbitraryPath({ path }: EndpointSpec, { parameters }: Operation): fc.Arbitrary<string> {
  const segments = path.split("/").map((segment) => {
    const parameter = parameters.find(
      ({ name, in: location }) => location === "path" && segment === `{${name}}`,
    );
    if (!parameter) return rarely(fc.constant(segment), fc.constant(segment));
    const fitting = fromSchema(parameter.schema).map((value) =>
      encodeURIComponent(String(value).toWellFormed()),
    );
    return rarely(
      fc.oneof(fc.constantFrom(...brokenSegments), anyText.map(encodeURIComponent)),
      fitting,
    ).filter(
      // URLs resolve these segments.
      (text) => !/^(\.|%2e)*$/i.test(text),
    );
  });
  return fc.tuple(...segments).map((parts) => parts.join("/"));
}

const anyText = fc.string({ unit: "binary", maxLength: 400 }).map((text) => text.toWellFormed());

const brokenSegments = [
  "%00",
  "a%00b",
  "%",
  "%E0%A4%A",
  "%ED%A0%80",
  "%2F",
  "%5C",
  "%3F%23",
  "a".repeat(5_000),
  "__proto__",
];

function arbitrarySearch({ parameters }: Operation): fc.Arbitrary<string> {
  const declared = parameters
    .filter(({ in: location }) => location === "query")
    .map(({ name, schema }) =>
      fc.option(
        rarely(
          fc.oneof(fc.constantFrom(...brokenValues), brokenCursor),
          fromSchema(schema).map(encodeValue),
        ).map((value) => `${name}=${value}`),
        { nil: undefined, freq: 2 },
      ),
    );
  const odd = fc.oneof(
    fc.constantFrom(
      "&&",
      "=",
      "?",
      "__proto__=1",
      "constructor=1",
      "%00=1",
      "a[]=1&a[b]=2",
      "%E0%A4%A=%",
      "limit",
      "cursor=",
    ),
    anyText.map(encodeValue),
  );
  return fc
    .tuple(fc.tuple(...declared), rarely(odd, fc.constant(undefined)), rarely(fc.constant(2), fc.constant(1)))
    .map(([values, more, times]) => {
      const search = [...Array<typeof values>(times).fill(values).flat(), more].filter(
        (part) => part !== undefined,
      );
      return search.length > 0 ? `?${search.join("&")}` : "";
    });
}

function encodeValue(value: unknown): string {
  return encodeURIComponent(String(value).toWellFormed());
}

/** Base64url of random bytes. */
const brokenCursor = fc
  .uint8Array({ maxLength: 60 })
  .map((bytes) => Buffer.from(bytes).toString("base64url"));

const brokenValues = [
  "",
  "%00",
  "%ED%A0%80",
  "%",
  "+",
  "-1",
  "1e999",
  "NaN",
  "99999999999999999999",
  "null",
  "a".repeat(3_000),
  "'--",
];

const asciiCharacter = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
const latin1Character = fc.integer({ min: 0x80, max: 0xff }).map((code) => String.fromCharCode(code));
const headerText = fc.string({ unit: "grapheme-ascii", maxLength: 300 });
const headers: fc.Arbitrary<Record<string, string>> = fc
  .record(
    {
      "content-type": rarely(
        fc.constantFrom(
          "text/plain",
          "application/json; charset=utf-16",
          'application/json; charset="UTF-8"',
          "application/vnd.api+json",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x",
          "application/jsonx",
          "",
        ),
        fc.constant("application/json"),
      ),
      "content-encoding": rarely(fc.constantFrom("gzip", "identity", "br, gzip"), fc.constant("")),
      // Few texts, so that some repeat with another body and conflict.
      "idempotency-key": fc.oneof(
        fc.constantFrom("one", "two", "three", "", "é"),
        { weight: 3, arbitrary: fc.uuid() },
        headerText,
      ),
      "user-agent": fc.oneof(
        fc.constantFrom("js-sdk/1.0.0", "python-sdk/1.0.0", "php-sdk/1.0.0"),
        headerText,
      ),
      accept: fc.constantFrom("text/html", "*/*", "application/xml"),
      authorization: fc.constantFrom("Bearer x", "Basic x", "Bearer", "é"),
      "x-forwarded-proto": fc.constantFrom("http", "https", "gopher"),
      "x-odd": fc.string({ unit: fc.oneof(asciiCharacter, latin1Character) }),
    },
    { requiredKeys: [] },
  )
  .map((sent) => Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)));

/** Placeholder, replaced by 1e999: valid JSON, but too large for a double. */
const huge = 123454321e200;

function arbitraryBody({ requestBody }: Operation): fc.Arbitrary<string | Uint8Array<ArrayBuffer>> {
  const { schema, example } = requestBody?.content["application/json"] ?? { schema: {}, example: {} };
  // Too few random bodies are valid: some rules, such as those of dates, are not in the schema.
  const fitting = fc.oneof(fromSchema(schema), fc.constant(example));
  const mutated = fc
    .tuple(fitting, fc.array(fc.nat(7), { maxLength: 4 }), hostileValue)
    .map(([value, path, replacement]) => replaceAt(value, path, replacement));
  const text = fc
    .oneof({ weight: 5, arbitrary: fitting }, { weight: 4, arbitrary: mutated })
    .map((value) => (JSON.stringify(value) ?? "").replaceAll(String(huge), "1e999"));
  return fc.oneof(
    { weight: 12, arbitrary: text },
    { weight: 2, arbitrary: fc.tuple(text, fc.nat(), fc.nat(), anyText).map(splice) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileDocuments) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Uint8Array.from(bytes)) },
  );
}

const hostileValue = fc.oneof(
  fc.constantFrom<unknown[]>(
    null,
    true,
    -1,
    0.1,
    huge,
    "",
    " ",
    "\0",
    "\ud800",
    "a".repeat(300),
    "a".repeat(70_000),
    [],
    {},
    [[]],
    [null],
    [""],
    "2026-02-30T00:00:00Z",
    "+275760-09-13T00:00:00.001Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999+23:59",
    Array(101).fill({ identification: { userId: "1" } }),
    Object.fromEntries(Array.from({ length: 600 }, (_, i) => [i, i])),
    { $ne: null },
    { constructor: 1 },
    { toString: "x", valueOf: "y", hasOwnProperty: "z" },
    { length: 1e9 },
    JSON.parse('{"__proto__":{"admin":true}}'),
    JSON.parse(`${"[".repeat(60)}${"]".repeat(60)}`),
  ),
  fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
);

const hostileDocuments = [
  "",
  " ",
  "null",
  "1",
  '"text"',
  "[]",
  "\uFEFF{}",
  "NaN",
  "undefined",
  "{'a':1}",
  "{}{}",
  '{"a":1,}',
  "// a\n{}",
  '{"a":1,"a":2}',
  '{"identification":{},"identification":{}}',
  '{"\\u0000":1}',
  '{"a":"\\udfff"}',
  '{"__proto__":null}',
  `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
  "[".repeat(100_000),
  `"${"a".repeat(1_048_576)}"`,
];

function splice([text, start, length, replacement]: [string, number, number, string]): string {
  const from = start % (text.length + 1);
  return text.slice(0, from) + replacement.slice(0, length % 5) + text.slice(from + (length % 7));
}

/** Replaces the value at a path of positions. A position past the last name adds a field. */
function replaceAt(value: unknown, [position, ...rest]: number[], replacement: unknown): unknown {
  if (position === undefined || typeof value !== "object" || value === null) return replacement;
  const names = Object.keys(value);
  const name = names[position % (names.length + 1)] ?? "added";
  const inner = replaceAt((value as Record<string, unknown>)[name], rest, replacement);
  if (!Array.isArray(value)) return { ...value, [name]: inner };
  const list = [...value];
  list[names.length === 0 ? 0 : position % names.length] = inner;
  return list;
}

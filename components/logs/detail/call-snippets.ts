import { z } from "zod";

/** Everything needed to repeat a call. The key becomes a placeholder. */
export type RepeatableCall = {
  method: string;
  /** "https://example.com/api" */
  apiUrl: string;
  /** Path and query: "/users?limit=2". */
  target: string;
  /** Path template; null if no endpoint matches. */
  route: string | null;
  contentType: string | undefined;
  body: string;
};

export const snippetLanguages = [
  { name: "curl", write: writeCurl },
  { name: "Node.js", write: (call: RepeatableCall) => writeSdkCall(call) ?? writeFetch(call) },
  { name: "PHP", write: writePhp },
  { name: "Python", write: writePython },
] as const;

function writeCurl({ method, apiUrl, target, contentType, body }: RepeatableCall): string {
  const url = apiUrl + target;
  const parts = [`curl ${quoteForShell(url)}`, `-H "x-api-key: $API_KEY"`];
  // Without it curl expands brackets into several calls.
  if (/[[\]{}]/.test(url)) parts.push("--globoff");
  // With -X HEAD curl would wait for a body.
  if (method === "HEAD") parts.push("--head");
  else if (method !== (body ? "POST" : "GET")) parts.push(`-X ${quoteForShell(method)}`);
  if (body) parts.push(`-H ${quoteForShell(`content-type:${contentType ? ` ${contentType}` : ""}`)}`);
  // --data would read a leading @ as a file name.
  if (body) parts.push(`--data-raw ${quoteForShell(body)}`);
  return parts.join(" \\\n  ");
}

/** POSIX shell quoting. */
export function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function writeFetch({ method, apiUrl, target, contentType, body }: RepeatableCall): string {
  const options = [
    ...(method === "GET" ? [] : [`method: ${JSON.stringify(method)},`]),
    "headers: {",
    `  "x-api-key": process.env.API_KEY,`,
    ...(body && contentType ? [`  "content-type": ${JSON.stringify(contentType)},`] : []),
    "},",
    ...(body ? [`body: ${indentLines(writeBody(body))},`] : []),
  ];
  return `const response = await fetch(${JSON.stringify(apiUrl + target)}, {
  ${options.join("\n  ")}
});

console.log(response.status, await response.text());`;
}

/** Writes an object literal if JSON.stringify reproduces the body exactly, else a string. */
function writeBody(body: string): string {
  const value = parseJson(body);
  const isSame = JSON.stringify(value) === body && !body.includes("__proto__");
  if (!isSame || typeof value !== "object") return JSON.stringify(body);
  return `JSON.stringify(${JSON.stringify(value, null, 2)})`;
}

function writePhp({ method, apiUrl, target, contentType, body }: RepeatableCall): string {
  const headers = [`"x-api-key: " . getenv("API_KEY")`];
  if (body) headers.push(quoteForPhp(`content-type:${contentType ? ` ${contentType}` : ""}`));
  const options = [
    `CURLOPT_CUSTOMREQUEST => ${quoteForPhp(method)},`,
    ...(method === "HEAD" ? ["CURLOPT_NOBODY => true,"] : []),
    `CURLOPT_HTTPHEADER => [${headers.join(", ")}],`,
    ...(body ? [`CURLOPT_POSTFIELDS => ${quoteForPhp(body)},`] : []),
    "CURLOPT_RETURNTRANSFER => true,",
  ];
  return `$curl = curl_init(${quoteForPhp(apiUrl + target)});
curl_setopt_array($curl, [
    ${options.join("\n    ")}
]);
$body = curl_exec($curl);

echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE), " ", $body, PHP_EOL;`;
}

function quoteForPhp(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

function writePython({ method, apiUrl, target, contentType, body }: RepeatableCall): string {
  const headers = [`"x-api-key": os.environ["API_KEY"]`];
  if (body && contentType) headers.push(`"content-type": ${quoteForPython(contentType)}`);
  const lines = [
    `${quoteForPython(method)},`,
    `${quoteForPython(apiUrl + target)},`,
    `headers={${headers.join(", ")}},`,
    ...(body ? [`data=${quoteForPython(body)}.encode(),`] : []),
  ];
  return `import os

import requests

response = requests.request(
    ${lines.join("\n    ")}
)
print(response.status_code, response.text)`;
}

/** Python understands every JSON escape. */
function quoteForPython(text: string): string {
  return JSON.stringify(text);
}

const Identifier = z.string().min(1).optional();
const UserIdentification = z.strictObject({ userId: Identifier, email: Identifier });
const AccountIdentification = z.strictObject({ accountId: Identifier, domain: Identifier });
/** The SDK sends every value as a string, so it can only repeat calls with string values. */
const Properties = z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional();

const UserUpsert = z.strictObject({ identification: UserIdentification, properties: Properties });
const AccountUpsert = z.strictObject({ identification: AccountIdentification, properties: Properties });
const Link = z.strictObject({ deviceId: z.string().min(1), identification: UserIdentification });

/** SDK method calls by endpoint. Null if the method would send something else. */
const sdkMethods: Record<string, (call: RepeatableCall) => string | null> = {
  "GET /validate": ({ target }) => (target === "/validate" ? "getApiKeyDetails()" : null),
  "GET /tracking/snippet": ({ target }) => {
    const domain = new URLSearchParams(target.split("?")[1]).get("domain");
    const isSameQuery = domain && target === `/tracking/snippet?domain=${encodeURIComponent(domain)}`;
    return isSameQuery ? `getTrackingSnippet(${writeArguments({ domain })})` : null;
  },
  "POST /users/upsert": ({ body }) =>
    withBody(
      UserUpsert,
      body,
      ({ identification, properties }) => `upsertUser(${writeArguments({ ...identification, properties })})`,
    ),
  "POST /accounts/upsert": ({ body }) =>
    withBody(
      AccountUpsert,
      body,
      ({ identification, properties }) =>
        `upsertAccount(${writeArguments({ ...identification, properties })})`,
    ),
  "POST /link": ({ body }) =>
    withBody(
      Link,
      body,
      ({ deviceId, identification }) => `link(${writeArguments({ deviceId, ...identification })})`,
    ),
};

/** Writes the call with the Node.js SDK; null if the SDK cannot send it. */
function writeSdkCall(call: RepeatableCall): string | null {
  if (call.body.includes("__proto__")) return null;
  const methodCall = sdkMethods[`${call.method} ${call.route}`]?.(call);
  if (!methodCall) return null;
  return `import { HttpClientNode } from "@journyio/http";
import { Client } from "@journyio/sdk";

const client = new Client(new HttpClientNode(5000), {
  apiKey: process.env.API_KEY,
  rootUrl: ${JSON.stringify(call.apiUrl)},
});

console.log(await client.${methodCall});`;
}

function withBody<Body extends { identification: object }>(
  schema: z.ZodType<Body>,
  text: string,
  write: (body: Body) => string,
): string | null {
  const body = parseJson(text);
  const parsed = schema.safeParse(body);
  if (!parsed.success || Object.keys(parsed.data.identification).length === 0) return null;
  return write(parsed.data);
}

function writeArguments(values: object): string {
  return JSON.stringify(values, null, 2);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function indentLines(text: string): string {
  return text.replaceAll("\n", "\n  ");
}

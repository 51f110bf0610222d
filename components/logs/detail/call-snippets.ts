import { writeSdkCall } from "./sdk-call";

/** What is repeated of a call: its key is a placeholder, and of its headers only the type of the body matters. */
export type RepeatedCall = {
  method: string;
  /** Of the API, such as https://example.com/api. */
  apiUrl: string;
  /** After the API's address, with the query: "/users?limit=2". */
  target: string;
  /** The catalog's path; null where there is nothing at the path. */
  route: string | null;
  contentType: string | undefined;
  body: string;
};

export const snippetLanguages = [
  { name: "curl", write: writeCurl },
  { name: "Node.js", write: (call: RepeatedCall) => writeSdkCall(call) ?? writeFetch(call) },
  { name: "PHP", write: writePhp },
  { name: "Python", write: writePython },
] as const;

function writeCurl({ method, apiUrl, target, contentType, body }: RepeatedCall): string {
  const url = apiUrl + target;
  const parts = [`curl ${quoteForShell(url)}`, `-H "x-api-key: $API_KEY"`];
  // Else curl would make several calls of what stands in brackets.
  if (/[[\]{}]/.test(url)) parts.push("--globoff");
  // Asked for by -X, the answer to a HEAD would be waited for in vain.
  if (method === "HEAD") parts.push("--head");
  else if (method !== (body ? "POST" : "GET")) parts.push(`-X ${quoteForShell(method)}`);
  if (body) parts.push(`-H ${quoteForShell(`content-type:${contentType ? ` ${contentType}` : ""}`)}`);
  // Not --data, to which a leading @ names a file.
  if (body) parts.push(`--data-raw ${quoteForShell(body)}`);
  return parts.join(" \\\n  ");
}

/** Within single quotes a shell leaves everything as it is, save a single quote. */
export function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function writeFetch({ method, apiUrl, target, contentType, body }: RepeatedCall): string {
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

/** As an object where that is sent as the very same text, which it is of what JavaScript programs send. */
function writeBody(body: string): string {
  const value = parseJson(body);
  const isSame = JSON.stringify(value) === body && !body.includes("__proto__");
  if (!isSame || typeof value !== "object") return JSON.stringify(body);
  return `JSON.stringify(${JSON.stringify(value, null, 2)})`;
}

function writePhp({ method, apiUrl, target, contentType, body }: RepeatedCall): string {
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

function writePython({ method, apiUrl, target, contentType, body }: RepeatedCall): string {
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

/** Each escape of JSON means the same in Python. */
function quoteForPython(text: string): string {
  return JSON.stringify(text);
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

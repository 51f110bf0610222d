import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quoteForShell, type RepeatableCall, snippetLanguages } from "@/components/logs/detail/call-snippets";

type Received = { method: string; target: string; key: unknown; contentType: unknown; body: string };

/** Answers like the API, and records requests. */
const received: Received[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  received.push({
    method: request.method ?? "",
    // Clients may escape characters that URLs allow unescaped.
    target: decodeURI(request.url ?? ""),
    key: request.headers["x-api-key"],
    contentType: request.headers["content-type"],
    body: Buffer.concat(chunks).toString(),
  });
  response.writeHead(200, { "content-type": "application/json" });
  response.end('{"data":{"permissions":[],"snippet":"","domain":""},"meta":{"requestId":"1","status":200}}');
});
let apiUrl: string;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
});
afterAll(() => server.close().closeAllConnections());

const nastyTexts = [
  "it's",
  "''",
  `"$API_KEY" $(touch /tmp/pwned) \`id\``,
  "back\\slash \\' \\\\ \\n",
  "two\nlines\r\n\ttab",
  "@/etc/passwd",
  "-o out",
  "!! !x #comment ~ * ? [a-z] {a,b} | & ; < >",
  "👩‍🚀 é \u2028 \u007f",
  "%00 %s %d",
  "$" + "{API_KEY} {$x} #{x}",
  " ",
];

const calls: [title: string, call: Partial<RepeatableCall>][] = [
  ["a read", { target: "/users?email=ada%40example.com&limit=2", route: "/users" }],
  ["a path that a shell and curl would expand", { target: "/a[1-3]{b,c}'$HOME!/*" }],
  ["a call of the SDK", { target: "/validate", route: "/validate" }],
  ["another call of the SDK", { target: "/tracking/snippet?domain=a%26b.com", route: "/tracking/snippet" }],
  ["a delete with a body", { method: "DELETE", target: "/users", body: '{"identification":{"userId":"1"}}' }],
  ["HEAD", { method: "HEAD", target: "/users" }],
  ["PATCH", { method: "PATCH", target: "/users" }],
  [
    "a body without a content type",
    { method: "POST", target: "/track", body: "a=1", contentType: undefined },
  ],
  [
    "an upsert by the SDK",
    {
      method: "POST",
      target: "/users/upsert",
      route: "/users/upsert",
      body: '{"identification":{"userId":"1","email":"ada@example.com"},"properties":{"plan":"it\'s \\"pro\\""}}',
    },
  ],
  [
    "an upsert that the SDK would change",
    {
      method: "POST",
      target: "/users/upsert",
      route: "/users/upsert",
      body: '{"identification":{"userId":"1"},"properties":{"age":36,"big":12345678901234567890}}',
    },
  ],
  [
    "a link by the SDK",
    {
      method: "POST",
      target: "/link",
      route: "/link",
      body: '{"deviceId":"d","identification":{"userId":"1"}}',
    },
  ],
  ["an object with __proto__", { method: "POST", target: "/track", body: '{"__proto__":{"a":1}}' }],
  ...nastyTexts.flatMap((text): [string, Partial<RepeatableCall>][] => [
    [`the body ${JSON.stringify(text)}`, { method: "POST", target: "/track", body: text }],
    [
      `a JSON body with ${JSON.stringify(text)}`,
      { method: "POST", target: "/track", body: JSON.stringify({ [text]: [text] }) },
    ],
  ]),
];

describe.each(snippetLanguages)("a call copied as $name", ({ name, write }) => {
  it.skipIf(!isInstalled(name))(
    "repeats the same call",
    {
      timeout: 120_000,
    },
    async () => {
      received.length = 0;
      await run(
        name,
        calls.map(([, change]) => write(toCall(change))),
      );
      const titled = calls.map(([title], index) => ({ title, ...received[index] }));
      expect(titled).toMatchObject(
        calls.map(([title, change]) => {
          const { method, target, contentType, body } = toCall(change);
          const made = { title, method, target: decodeURI(`/api${target}`), key: "the key", body };
          return body && contentType ? { ...made, contentType } : made;
        }),
      );
    },
  );
});

describe("Node.js", () => {
  const write = (change: Partial<RepeatableCall>) => snippetLanguages[1].write(toCall(change));

  it("uses the SDK when a method sends the same call", () => {
    expect(write({ target: "/validate", route: "/validate" })).toContain("client.getApiKeyDetails()");
    expect(write({ target: "/validate?x=1", route: "/validate" })).toContain("await fetch(");
  });
});

describe("quoteForShell", () => {
  it("survives bash and sh unchanged", () => {
    for (const text of nastyTexts) {
      expect(execFileSync("bash", ["-c", `printf %s ${quoteForShell(text)}`], { encoding: "utf8" })).toBe(
        text,
      );
      expect(execFileSync("sh", ["-c", `printf %s ${quoteForShell(text)}`], { encoding: "utf8" })).toBe(text);
    }
  });
});

function toCall(change: Partial<RepeatableCall>): RepeatableCall {
  return {
    method: "GET",
    apiUrl,
    target: "/validate",
    route: null,
    contentType: "application/json",
    body: "",
    ...change,
  };
}

type Language = (typeof snippetLanguages)[number]["name"];

/** Runs all snippets in one process: starting a process takes longer than all calls. */
async function run(language: Language, snippets: string[]): Promise<void> {
  const env = { ...process.env, API_KEY: "the key", NO_PROXY: "*" };
  const program = language === "Node.js" ? joinModules(snippets) : snippets.join("\n");
  const [file, ...args] = commands[language](program);
  await promisify(execFile)(file as string, args, { env, timeout: 60_000 });
}

/** Moves imports to the top, without duplicates. Each snippet's other lines get a block, so that names do not clash. */
function joinModules(snippets: string[]): string {
  const imports = new Set<string>();
  const blocks = snippets.map((snippet) => {
    const lines = snippet.split("\n");
    for (const line of lines) if (line.startsWith("import ")) imports.add(line);
    return `{${lines.filter((line) => !line.startsWith("import ")).join("\n")}}`;
  });
  return [...imports, ...blocks].join("\n");
}

const commands: Record<Language, (program: string) => string[]> = {
  curl: (program) => ["bash", "-c", program],
  "Node.js": (program) => ["node", "--input-type=module", "-e", program],
  PHP: (program) => ["php", "-r", program],
  Python: (program) => ["python3", "-c", program],
};

function isInstalled(language: Language): boolean {
  const trials: Record<Language, string[]> = {
    curl: ["curl", "--version"],
    "Node.js": ["node", "--version"],
    PHP: ["php", "-r", "curl_version();"],
    Python: ["python3", "-c", "import requests"],
  };
  try {
    const [program, ...args] = trials[language];
    execFileSync(program as string, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

import { spawnSync } from "node:child_process";
import { createScanner } from "jsonc-parser";
import { closeJson } from "@/lib/json/close";
import { indentJson } from "@/lib/json/indent";
import { parseJson } from "@/lib/json/parse";
import { JsonScanner, type JsonToken } from "@/lib/json/scanner";
import { readJsonTree } from "@/lib/json/tree";
import { maskBody } from "@/lib/logs/redact/mask";
import { findSensitiveFields, maskSensitiveBody } from "@/lib/logs/redact/sensitive-fields";

/**
 * Compares each use of lib/json on its scanner and on jsonc-parser's. Both run in separate processes, in turns. Figures are
 * the smallest of all rounds.
 */
export async function benchJsonScanner(): Promise<void> {
  const best: Record<"own" | "jsonc-parser", Figures> = { own: {}, "jsonc-parser": {} };
  for (let round = 0; round < rounds; round += 1)
    for (const scanner of ["own", "jsonc-parser"] as const)
      for (const [name, time] of Object.entries(measureInProcess(scanner)))
        best[scanner][name] = Math.min(time, best[scanner][name] ?? Infinity);
  for (const [name, own] of Object.entries(best.own)) {
    const other = best["jsonc-parser"][name] ?? 0;
    console.log(
      [
        name.padEnd(44),
        `own ${format(own)}`,
        `jsonc-parser ${format(other)}`,
        `ratio ${(other / own).toFixed(2)}`,
      ].join("  "),
    );
  }
}

const rounds = 5;

/** Milliseconds per call. */
type Figures = Record<string, number>;

function measureInProcess(scanner: string): Figures {
  const { stdout } = spawnSync(
    process.execPath,
    [
      ...process.execArgv,
      "--eval",
      `import("@/tests/bench/json-scanner").then((m) => m.printFigures("${scanner}"))`,
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  return JSON.parse(stdout);
}

function format(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 1 ? 4 : 1)} ms`.padStart(10);
}

const call = {
  identification: { user: { userId: "usr_20180", email: "ada@example.com" } },
  name: "Order placed",
  metadata: Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`property_${at}`, at % 3 ? `its value ${at}` : at * 1.5]),
  ),
  tags: ["one", "two"],
  active: true,
  secret: "s3cret",
};
const kib = JSON.stringify(call);
const mib = JSON.stringify(Array.from({ length: Math.floor(1_048_000 / kib.length) }, () => call));
const prefix = mib.slice(0, 16_384);
const sensitive = findSensitiveFields({});

const uses: Record<string, [work: (text: string) => unknown, texts: Record<string, string>]> = {
  "tokens alone": [countTokens, { "1 KiB": kib, "1 MiB": mib }],
  "parse a body (API)": [
    (text) => parseJson(Buffer.from(text)),
    {
      "1 KiB": kib,
      "1 MiB": mib,
      "1 MiB of spaces": `${" ".repeat(1_048_000)}1`,
      "1 MiB of escapes": `"${"\\n".repeat(524_000)}"`,
      "1 MiB of escaped quotes": '"\\'.repeat(524_000),
      "1 MiB of empty strings": `[[${'"",'.repeat(999)}""],${`[${'"",'.repeat(999)}""],`.repeat(40)}0]`,
    },
  ],
  "mask secrets (log, per call)": [
    (text) => maskSensitiveBody(text, sensitive),
    { "1 KiB": kib, "1 MiB": mib },
  ],
  "mask values (log, per shown call)": [
    (text) => maskBody(text, 2 * text.length),
    { "1 KiB": kib, "16 KiB, cut": prefix },
  ],
  "close cut JSON": [closeJson, { "16 KiB": prefix }],
  "tree (browser)": [readJsonTree, { "1 KiB": kib, "1 MiB": mib }],
  "indent (browser)": [indentJson, { "1 KiB": kib, "1 MiB": mib }],
};

function countTokens(text: string): number {
  const scanner = new JsonScanner(text);
  let count = 0;
  while (scanner.next()) count += 1;
  return count;
}

/** The entry point of a measuring process. */
export function printFigures(scanner: string): void {
  if (scanner === "jsonc-parser") replaceScanner();
  const figures: Figures = {};
  for (const [use, [work, texts]] of Object.entries(uses))
    for (const [size, text] of Object.entries(texts))
      figures[`${use}, ${size}`] = measure(() => work(text), text);
  console.log(JSON.stringify(figures));
}

function measure(work: () => unknown, text: string): number {
  const calls = Math.max(1, Math.round(2_000_000 / text.length));
  let best = Infinity;
  for (let turn = 0; turn < 8; turn += 1) {
    const start = performance.now();
    for (let call = 0; call < calls; call += 1) work();
    // The first turn is a warm-up.
    if (turn > 0) best = Math.min(best, (performance.now() - start) / calls);
  }
  return best;
}

/** Tokens by the numbers of jsonc-parser's SyntaxKind, a const enum. */
const tokens: Record<number, JsonToken> = {
  1: "{",
  2: "}",
  3: "[",
  4: "]",
  5: ",",
  6: ":",
  10: "string",
  17: "end",
};

/** Makes JsonScanner read its tokens from jsonc-parser. The bodies have no space before a colon. */
function replaceScanner(): void {
  const inner = new WeakMap<object, ReturnType<typeof createScanner>>();
  JsonScanner.prototype.next = function next() {
    const { text } = this as unknown as { text: string };
    const scanner = inner.get(this) ?? createScanner(text, true);
    inner.set(this, scanner);
    this.token = tokens[scanner.scan()] ?? "scalar";
    this.start = scanner.getTokenOffset();
    this.end = this.start + scanner.getTokenLength();
    if (this.token === "string") {
      if (scanner.getTokenError() !== 0) this.token = "cut";
      else if (text[this.end] === ":") this.token = "name";
    }
    return this.token !== "end";
  };
}

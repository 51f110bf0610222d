import { describe, expect, it } from "vitest";
import { runInNewRequest } from "@/lib/http/request-context";
import { composeKey } from "@/lib/keys/schema";
import { createLogger } from "@/lib/logger";
import { anyText, fc, numRuns } from "@/tests/support/models/properties";

const apiKey = composeKey("jny_", () => 7);
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function capture(options?: Parameters<typeof createLogger>[1]) {
  const lines: string[] = [];
  const logger = createLogger({ write: (line) => void lines.push(line) }, options);
  return { logger, lines };
}

describe.each([false, true])("readable: %s", (isReadable) => {
  it("escapes control and bidi characters, and removes API keys", () => {
    const hostile = fc
      .array(
        fc.oneof(
          anyText(),
          fc.constantFrom(
            "\n",
            "\r\n",
            "\u001b[2J",
            "\u009b31m",
            "\u202e",
            "\u2028",
            "\u{e0041}",
            "\\",
            apiKey,
          ),
        ),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(hostile, (text) => {
        const { logger, lines } = capture({ isReadable });
        const err = new Error(text, { cause: new TypeError(text) });
        logger.error({ err, text, nested: { list: [text] } }, text);
        expect(lines).toHaveLength(1);
        const output = lines.join("");
        expect(output).not.toContain(apiKey);
        // The logger writes a stack with one frame per line.
        const [first, ...frames] = output.trimEnd().split("\n");
        expect(first).not.toMatch(unprintable);
        for (const frame of frames) expect(frame).toMatch(/^ {4}at \P{C}*$/u);
        if (!isReadable) expect(frames).toEqual([]);
      }),
      { numRuns: numRuns({ usual: 50, deep: 20_000 }) },
    );
  });
});

it("leaves lines of a message that imitate a stack out of the stack", () => {
  const { logger, lines } = capture();
  logger.error({ err: new Error("lost\n    at forged (/etc/passwd:1:1)") }, "A call failed.");
  const { err } = JSON.parse(lines.join(""));
  expect(err.message).toContain("at forged");
  expect(err.stack.join()).not.toContain("forged");
  expect(err.stack.join()).toContain("logger.test.ts");
});

it.each([
  ["the password of a connection URL", "postgresql://app:hunter2@db.internal/app", "hunter2"],
  ["a session's token", "eyJhbGciOiJkaXIifQ..aaaa.bbbb.cccc", "eyJhbGci"],
  ["an invitation's token", "/invite/dXNlciBpbnZpdGVkIGJ5IHNvbWVib2R5IGVsc2U0Mw", "dXNlciBp"],
  ["a website's secret", "0123456789abcdef".repeat(4), "0123456789abcdef"],
])("removes %s from messages, fields and errors", (_, text, secret) => {
  const { logger, lines } = capture();
  logger.error({ err: new Error(text), text }, text);
  expect(lines.join("")).not.toContain(secret);
});

it("removes fields with secret names, and the values in a database error", () => {
  const { logger, lines } = capture();
  const err = Object.assign(new Error("duplicate key"), {
    detail: "Key (email)=(ada@example.com)",
    code: "23505",
  });
  logger.error(
    { err, password: "hunter2", headers: { "x-api-key": "abc", cookie: "abc" } },
    "A call failed.",
  );
  const line = lines.join("");
  expect(line).not.toMatch(/hunter2|abc|ada@example/);
  expect(JSON.parse(line).err.code).toBe("23505");
});

it("writes the id of the current request on each line, and none on lines of background work", async () => {
  const { logger, lines } = capture();
  const background = capture({ inRequest: false });
  const id = await runInNewRequest(async (requestId) => {
    logger.info("One.");
    await Promise.resolve();
    logger.info("Two.");
    background.logger.info("Three.");
    return requestId;
  });
  expect(lines.map((line) => JSON.parse(line).requestId)).toEqual([id, id]);
  expect(JSON.parse(background.lines.join(""))).not.toHaveProperty("requestId");
});

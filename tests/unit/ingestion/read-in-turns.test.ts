import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { readEnvelopeInTurn, readMessagesInTurns } from "@/lib/ingestion/http/read-in-turns";
import { readValidEnvelope } from "@/tests/support/factories/sent-messages";

/** The turns of the event loop in which tasks that start together end. */
async function findTurns(tasks: (() => Promise<unknown>)[]): Promise<number[]> {
  let turn = 0;
  let isDone = false;
  const count = async () => {
    for (; !isDone; turn += 1) await nextTurn();
  };
  const counting = count();
  const turns = await Promise.all(tasks.map((task) => task().then(() => turn)));
  isDone = true;
  await counting;
  return turns;
}

const message = { type: "track", event: "a", userId: "u1", properties: { text: "x".repeat(8_000) } };
const batch = Array(40).fill(message);

it("reads the bodies of concurrent requests in different turns of the event loop", async () => {
  const body = Buffer.from(JSON.stringify({ batch }));
  const turns = await findTurns(Array(5).fill(() => readEnvelopeInTurn(body, "batch")));
  expect(new Set(turns).size).toBe(5);
});

it("reads the messages of concurrent requests in different turns of the event loop", async () => {
  const envelope = readValidEnvelope({ batch });
  const turns = await findTurns(Array(5).fill(() => readMessagesInTurns(envelope, {})));
  expect(new Set(turns).size).toBe(5);
});

it("reads a small body without waiting", async () => {
  const body = Buffer.from(JSON.stringify({ batch: [message] }));
  expect(await findTurns(Array(5).fill(() => readEnvelopeInTurn(body, "batch")))).toEqual(Array(5).fill(0));
});

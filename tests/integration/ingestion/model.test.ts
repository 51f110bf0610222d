import { expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { createId } from "@/lib/ids";
import { createSender, type Sender } from "@/tests/support/factories/sender";
import { describeContacts, devices, resetContacts } from "@/tests/support/models/contact-writes";
import { anyMessage, type Message, MessageModel, toSentMessage } from "@/tests/support/models/message-model";
import { fc, isDeep, numRuns, printSeed } from "@/tests/support/models/properties";

printSeed();
const timeout = numRuns({ usual: 60_000, deep: 5000_000 });

it(
  "any messages in any batches, some of them sent again, have the effect of each one in its order",
  async () => {
    const sender = await createSender();
    const batches = fc.array(fc.array(anyMessage(devices), { minLength: 1, maxLength: 12 }), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(batches, fc.nat(), async (sent, choice) => {
        await resetContacts(sender.client);
        const model = new MessageModel(devices);
        const numbered = number(sent);
        for (const batch of numbered) {
          const messages = batch.map(({ message, id }) => toSentMessage(message, id));
          const again = messages.filter((_, index) => (choice >> index) % 2 === 1);
          const results = await sender.send([...messages, ...again]);
          expect(results.map(({ outcome }) => outcome)).toEqual([
            ...messages.map(() => "accepted"),
            ...again.map(() => "duplicate"),
          ]);
          expect((await sender.send(messages)).every(({ outcome }) => outcome === "duplicate")).toBe(true);
          for (const { message } of batch) model.applyMessage(message);
        }
        expect(await describeContacts(sender.client)).toEqual(model.describe());
      }),
      { numRuns: numRuns({ usual: 25, deep: 2_000 }) },
    );
  },
  timeout,
);

type Numbered = { message: Message; id: string };

/** Gives each event a number and each message an id. */
function number(batches: readonly Message[][]): Numbered[][] {
  let n = 0;
  return batches.map((batch) =>
    batch.map((message) => {
      n += 1;
      return { message: message.do === "track" ? { ...message, n } : message, id: createId() };
    }),
  );
}

it(
  "concurrent batches of the same messages store each event once",
  async () => {
    const sender = await createSender();
    const lanes = fc.array(fc.array(anyMessage(devices), { minLength: 5, maxLength: 30 }), {
      minLength: 2,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(lanes, async (sent) => {
        await resetContacts(sender.client);
        const numbered = number(sent);
        const all = numbered.flat();
        await Promise.all(
          [...numbered, ...numbered, all, all.toReversed()].map((lane) =>
            sender.send(lane.map(({ message, id }) => toSentMessage(message, id))),
          ),
        );
        const expected = all.flatMap(({ message }) => (message.do === "track" ? [message.n] : []));
        expect(await readEvents(sender)).toEqual(expected);
      }),
      { numRuns: numRuns({ usual: 6, deep: 500 }), endOnFailure: true },
    );
    if (isDeep) console.log(`${await countDeadlocks()} deadlocks`);
  },
  timeout,
);

/** Deadlocks cost a second each; transactions that have one are repeated. */
async function countDeadlocks(): Promise<number> {
  const { rows } = await pool.query<{ deadlocks: number }>(
    `SELECT "deadlocks"::int FROM pg_stat_database WHERE "datname" = current_database()`,
  );
  return rows[0]?.deadlocks ?? 0;
}

async function readEvents({ read }: Sender): Promise<number[]> {
  const rows = await read<{ n: number }>(
    `SELECT ("metadata"->>'n')::int AS "n" FROM "Event"
     WHERE "workspaceId" = $1 AND ("metadata"->>'n')::int > 0 ORDER BY 1`,
  );
  return rows.map(({ n }) => n);
}

import { expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { type Client, createClient } from "@/tests/support/factories/api-client";
import { ContactModel, type Write } from "@/tests/support/models/contact-model";
import {
  anyWrite,
  describeContacts,
  devices,
  perform,
  resetContacts,
} from "@/tests/support/models/contact-writes";
import { fc, isDeep, numRuns, printSeed } from "@/tests/support/models/properties";

process.env.RATE_LIMIT_PER_MINUTE = "1000000000";

printSeed();
const timeout = numRuns({ usual: 60_000, deep: 600_000 });

it(
  "concurrent writes have the effect of some sequential order",
  async () => {
    const client = await createClient();
    let count = 0;
    const before = fc.array(anyWrite(2), { maxLength: 8 });
    const together = fc.array(anyWrite(2), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(before, together, async (first, second) => {
        const [earlier, later] = [numberEvents(first, 0), numberEvents(second, 1)];
        count += earlier.length + later.length;
        await resetContacts(client);
        for (const write of earlier) await expectDone(client, write);
        await Promise.all(later.map((write) => expectDone(client, write)));
        const possible = permutationsOf(later).map((order) => describeAfter([...earlier, ...order]));
        expect(possible).toContainEqual(await describeContacts(client));
      }),
      { numRuns: numRuns({ usual: 40, deep: 2_000 }) },
    );
    await printDeadlocks(`${count} writes, a few at a time`);
  },
  timeout,
);

it(
  "many concurrent writes lose and duplicate no event, and leave one contact for each identifier",
  async () => {
    const client = await createClient();
    let count = 0;
    const lanes = fc.array(fc.array(anyWrite(4), { minLength: 10, maxLength: 30 }), {
      minLength: 8,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(lanes, async (written) => {
        const numbered = written.map(numberEvents);
        count += numbered.flat().length;
        await resetContacts(client);
        await Promise.all(
          numbered.map(async (lane) => {
            for (const write of lane) await expectDone(client, write);
          }),
        );
        expectConsistent(numbered.flat(), (await describeContacts(client)) as Described);
      }),
      // Shrinking is off: a subset of concurrent writes does not reproduce the interleaving.
      { numRuns: numRuns({ usual: 3, deep: 150 }), endOnFailure: true },
    );
    await printDeadlocks(`${count} writes, a dozen at a time`);
  },
  timeout,
);

async function printDeadlocks(what: string): Promise<void> {
  if (!isDeep) return;
  const { rows } = await pool.query<{ deadlocks: number }>(
    `SELECT "deadlocks"::int FROM pg_stat_database WHERE "datname" = current_database()`,
  );
  console.log(`${what}: ${rows[0]?.deadlocks} deadlocks so far`);
}

/** Gives each event a unique number. */
function numberEvents(writes: Write[], lane: number): Write[] {
  return writes.map((write, index) => (write.do === "track" ? { ...write, n: lane * 1_000 + index } : write));
}

async function expectDone(client: Client, write: Write): Promise<void> {
  const expected = { upsert: 201, track: 201, add: 201, link: 201, delete: 202, remove: 204 }[write.do];
  expect(await perform(client, write), JSON.stringify(write)).toBe(expected);
}

function describeAfter(writes: Write[]): object {
  const model = new ContactModel(devices);
  for (const write of structuredClone(writes)) model.apply(write);
  return model.describe();
}

function permutationsOf<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    permutationsOf(items.toSpliced(index, 1)).map((others) => [item, ...others]),
  );
}

type Described = {
  users: { name: string }[];
  accounts: { name: string }[];
  events: [n: number, user: string | null, account: string | null, device: string | null][];
  members: [account: string, user: string, removed: boolean][];
};

function expectConsistent(writes: Write[], { users, accounts, events, members }: Described): void {
  for (const contacts of [users, accounts]) {
    const identifiers = contacts.flatMap(({ name }) =>
      name.split("/").map((part, index) => part && `${index} ${part}`),
    );
    const given = identifiers.filter(Boolean);
    expect(new Set(given).size).toBe(given.length);
    expect(contacts.map(({ name }) => name)).not.toContain("/");
  }
  expect(new Set(events.map(([n]) => n)).size).toBe(events.length);
  const found = new Map(events.map(([n, user, account]) => [n, { user, account }]));
  const deletes = (kind: string, id?: string) =>
    writes.some(
      (write) =>
        write.do === "delete" &&
        write.kind === kind &&
        (!id || !write.identity.id || write.identity.id === id),
    );
  for (const write of writes) {
    if (write.do !== "track") continue;
    const event = found.get(write.n);
    for (const kind of ["user", "account"] as const) {
      const id = write[kind]?.id;
      // A contact with an id keeps the id and its events until it is deleted.
      if (!write[kind] || deletes(kind, id)) continue;
      expect(event?.[kind], JSON.stringify(write)).toEqual(
        expect.stringMatching(id ? new RegExp(`^${id}/`) : /./),
      );
    }
  }
  const isGone = writes.some((write) => write.do === "delete" || write.do === "remove");
  for (const write of writes)
    if (write.do === "add" && !isGone && write.account.id)
      for (const { id } of write.users)
        if (id)
          expect(members).toContainEqual([
            expect.stringMatching(`^${write.account.id}/`),
            expect.stringMatching(`^${id}/`),
            false,
          ]);
}

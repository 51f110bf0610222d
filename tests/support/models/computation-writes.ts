import type { Client } from "@/tests/support/factories/api-client";
import { anyDate, eventNames, texts } from "./computation-drafts";
import type { Kind } from "./computation-model";
import { fc } from "./properties";

type Identification = { userId?: string; email?: string } | { accountId?: string; domain?: string };

/** A call of the public API. `at` is milliseconds from the engine's time. */
export type ContactWrite =
  | { do: "upsert"; kind: Kind; identification: Identification; properties: Record<string, unknown> }
  | { do: "delete"; kind: Kind; identification: Identification }
  | {
      do: "track";
      user?: Identification;
      account?: Identification;
      name: string;
      after: number;
      metadata: Record<string, unknown>;
    }
  | { do: "add" | "remove"; account: Identification; users: Identification[] }
  | { do: "link"; deviceId: string; identification: Identification };

const hour = 3_600_000;
export const devices = ["device-1", "device-2"];

export function anyContactWrite(base: number): fc.Arbitrary<ContactWrite> {
  const index = fc.integer({ min: 1, max: 4 });
  const user = fc.oneof(
    { weight: 4, arbitrary: index.map((i) => ({ userId: `${i}` })) },
    { weight: 1, arbitrary: index.map((i) => ({ email: `user-${i}@example.com` })) },
    {
      weight: 1,
      arbitrary: fc.tuple(index, index).map(([i, j]) => ({ userId: `${i}`, email: `user-${j}@example.com` })),
    },
  );
  const account = fc.oneof(
    { weight: 4, arbitrary: index.map((i) => ({ accountId: `${i}` })) },
    { weight: 1, arbitrary: index.map((i) => ({ domain: `account-${i}.com` })) },
    {
      weight: 1,
      arbitrary: fc.tuple(index, index).map(([i, j]) => ({ accountId: `${i}`, domain: `account-${j}.com` })),
    },
  );
  const identifications = { user, account };
  const text = fc.constantFrom(...texts);
  const number = fc.constantFrom(0, 1, 2, 2.5, 10);
  const properties = fc.record(
    {
      plan: fc.option(text),
      seats: fc.option(number),
      active: fc.option(fc.boolean()),
      renews_at: fc.option(anyDate(base)),
      tags: fc.option(fc.array(text, { maxLength: 3 })),
    },
    { requiredKeys: [] },
  );
  const metadata = fc.record(
    {
      format: fc.oneof(text, number),
      rows: fc.oneof(number, text),
      sent: fc.boolean(),
      at: fc.oneof(anyDate(base), text),
    },
    { requiredKeys: [] },
  );
  // Up to a day ahead, as the API allows.
  const after = fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 6, arbitrary: fc.integer({ min: -15 * 24 * hour, max: 0 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 24 * hour }) },
  );
  const ofKind = (kind: Kind) => ({ kind: fc.constant(kind), identification: identifications[kind] });
  const kinds = ["user", "account"] as const;
  const track = { do: fc.constant("track"), name: fc.constantFrom(...eventNames), after, metadata };
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ ...track, user }) },
    { weight: 2, arbitrary: fc.record({ ...track, account }) },
    { weight: 3, arbitrary: fc.record({ ...track, user, account }) },
    ...kinds.map((kind) => ({
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("upsert"), ...ofKind(kind), properties }),
    })),
    ...kinds.map((kind) => ({
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("delete"), ...ofKind(kind) }),
    })),
    ...(["add", "remove"] as const).map((name) => ({
      weight: name === "add" ? 4 : 1,
      arbitrary: fc.record({
        do: fc.constant(name),
        account,
        users: fc.array(user, { minLength: 1, maxLength: 3 }),
      }),
    })),
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("link"),
        deviceId: fc.constantFrom(...devices),
        identification: user,
      }),
    },
  ) as fc.Arbitrary<ContactWrite>;
}

/** Sends the write to the API, and throws unless it succeeds. */
export async function sendWrite(client: Client, write: ContactWrite, now: number): Promise<void> {
  const [method, path, body] = toCall(write, now);
  const response = await client.send(method, path, body);
  if (response.status >= 300)
    throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(response.body)}`);
}

function toCall(write: ContactWrite, now: number): [method: string, path: string, body: object] {
  switch (write.do) {
    case "upsert": {
      const { kind, identification, properties } = write;
      return ["POST", kind === "user" ? "/users/upsert" : "/accounts/upsert", { identification, properties }];
    }
    case "delete":
      return [
        "DELETE",
        write.kind === "user" ? "/users" : "/accounts",
        { identification: write.identification },
      ];
    case "track": {
      const { user, account, name, after, metadata } = write;
      const triggeredAt = new Date(now + after);
      return ["POST", "/track", { identification: { user, account }, name, triggeredAt, metadata }];
    }
    case "link":
      return ["POST", "/link", { deviceId: write.deviceId, identification: write.identification }];
    default: {
      const users = write.users.map((identification) => ({ identification }));
      return ["POST", `/accounts/users/${write.do}`, { account: write.account, users }];
    }
  }
}

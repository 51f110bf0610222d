import { expect, it } from "vitest";
import { maxContactsPerHour } from "@/lib/collector/quotas";
import { regenerateConnectorSecret } from "@/lib/connectors/mutations";
import { getConnector } from "@/lib/connectors/queries";
import { prisma } from "@/lib/db/prisma";
import { computeVerification } from "@/lib/identity-verification/verify";
import { rejectionReasons } from "@/lib/ingestion/outcomes";
import { createSdkSource, type SdkSource } from "@/tests/support/factories/sdk-source";
import { describeWorkspace } from "@/tests/support/matchers/describe-workspace";

const createVerified = () => createSdkSource({ type: "browser", verifiesIdentities: true });
const prove = ({ secret }: Pick<SdkSource, "secret">, userId: string) =>
  computeVerification(secret, { type: "user", value: userId });

/** Each call that can change the user "kim". */
const calls = [
  { type: "identify", userId: "kim", anonymousId: "d1", traits: { email: "kim@acme.com", plan: "Pro" } },
  { type: "group", userId: "kim", groupId: "acme", traits: { plan: "Pro" } },
  { type: "track", userId: "kim", event: "Opened" },
  { type: "page", userId: "kim", anonymousId: "d1" },
  { type: "screen", userId: "kim", name: "Report" },
  { type: "alias", userId: "kim", previousId: "d1" },
];
const withProof = (verification: string) => calls.map((call) => ({ ...call, context: { verification } }));

it("rejects each message that names a user without a valid proof, alone, and changes nothing", async () => {
  const source = await createVerified();
  const { client, sendBatch, readCounts } = source;
  const anonymous = { type: "track", anonymousId: "d1", event: "Browsed" };
  const forged = withProof(prove(source, "lee"));
  const { rejected = [] } = await sendBatch(...calls, anonymous, ...forged);
  const code = "identity_unverified" as const;
  const indexes = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12];
  expect(rejected).toEqual(
    indexes.map((index) => ({
      ...{ index, messageId: expect.any(String), code, message: rejectionReasons[code] },
    })),
  );
  const { users, accounts, events, devices } = await describeWorkspace(client.workspaceId);
  expect({ users, accounts, devices }).toEqual({ users: [], accounts: [], devices: ["d1: nobody"] });
  expect(events.map(({ name }) => name)).toEqual(["Browsed"]);
  expect(await readCounts()).toEqual({ accepted: 1, "rejected identity_unverified": 12 });
});

it("accepts the same messages with the proof, and keeps it out of the debugger", async () => {
  const source = await createVerified();
  const { client, sendBatch, readCounts, id } = source;
  const proof = prove(source, "kim");
  expect((await sendBatch(...withProof(proof))).rejected).toBeUndefined();
  expect(await readCounts()).toEqual({ accepted: calls.length });
  const { users, members } = await describeWorkspace(client.workspaceId);
  expect(users).toMatchObject([{ userId: "kim", email: "kim@acme.com", properties: { plan: "Pro" } }]);
  expect(members).toEqual(["acme: kim"]);
  const shown = await prisma.connectorMessage.findMany({ where: { connectorId: id } });
  expect(shown).toHaveLength(calls.length);
  for (const { payload } of shown) {
    expect(payload).toContain('"verification"');
    expect(payload).not.toContain(proof);
  }
});

it("answers a request of one message with 400, and accepts it with its proof later", async () => {
  const source = await createVerified();
  const message = { type: "identify", userId: "kim", messageId: "m1" };
  const send = async (context: object) => {
    const response = await source.send({ ...message, context }, { path: "/v1/i" });
    return [response.status, (await response.json()).code];
  };
  expect(await send({})).toEqual([400, "identity_unverified"]);
  expect(await send({ verification: prove(source, "kim") })).toEqual([200, undefined]);
  expect(await source.readCounts()).toEqual({ "rejected identity_unverified": 1, accepted: 1 });
});

it("rejects proofs of a replaced secret from the next request on", async () => {
  const source = await createVerified();
  const { client, id, send } = source;
  const { workspaceId, personId } = client.owner;
  const status = async (secret: string) => {
    const context = { verification: prove({ secret }, "kim") };
    return (await send({ type: "identify", userId: "kim", context }, { path: "/v1/i" })).status;
  };
  expect(await status(source.secret)).toBe(200);
  const { secretFingerprint } = await getConnector(workspaceId, id);
  const replaced = await regenerateConnectorSecret(workspaceId, personId, {
    id,
    secretFingerprint: secretFingerprint ?? "",
  });
  expect([await status(source.secret), await status(replaced)]).toEqual([400, 200]);
});

it("limits new accounts of a client, and no proven users", async () => {
  const source = await createVerified();
  const headers = { "x-forwarded-for": "192.0.2.77" };
  const send = async (messages: object[]) => {
    const response = await source.send({ batch: messages }, { headers });
    return ((await response.json()).rejected ?? []).map(({ code }: { code: string }) => code);
  };
  const users = Array.from({ length: maxContactsPerHour + 1 }, (_, index) => `u${index}`);
  const track = (userId: string, context: object = {}) => ({
    ...{ type: "track", event: "Opened", userId },
    context: { verification: prove(source, userId), ...context },
  });
  expect(await send(users.map((userId) => track(userId)))).toEqual([]);
  const groups = users.map((groupId) => track("u0", { groupId }));
  expect(await send(groups)).toEqual(["too_many_contacts"]);
});

it("stores reserved traits under journy.io's names if the connector says so", async () => {
  const { client, sendBatch } = await createSdkSource({ renamesReservedTraits: true });
  await sendBatch(
    { type: "identify", userId: "kim", traits: { firstName: "Kim", name: "Kim Lee", full_name: "K. Lee" } },
    { type: "group", groupId: "acme", traits: { name: "Acme", createdAt: "2025-03-01T08:00:00Z" } },
  );
  const { users, accounts } = await describeWorkspace(client.workspaceId);
  expect(users).toMatchObject([{ properties: { first_name: "Kim", full_name: "K. Lee" } }]);
  expect(accounts).toMatchObject([
    { properties: { name: "Acme", registered_at: expect.stringContaining("2025-03-01T08:00:00") } },
  ]);
});

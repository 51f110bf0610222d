import { expect, it } from "vitest";
import { drain } from "@/lib/computations/engine/worker";
import { saveComputation } from "@/lib/computations/mutations";
import { createClient } from "@/tests/support/factories/api-client";
import {
  all,
  any,
  defineSegment,
  eventAtLeast,
  propertyIs,
  toForm,
} from "@/tests/support/factories/computations";
import { createSegment, createUsers } from "@/tests/support/factories/contacts";

type Condition = { text: string; holds: boolean; fact: string; changesAt?: string; conditions?: Condition[] };
type Reason = { segment: object; member: boolean; changesAt?: string; condition?: Condition };

const exporters = all(
  propertyIs("plan", "Pro"),
  any(eventAtLeast("exported", 2, { range: "lastDays", days: 7 }), eventAtLeast("paid", 1)),
);

it("explains each condition of a member with its fact, and when the membership changes at the earliest", async () => {
  const client = await createClient();
  const id = await defineSegment(client.owner, "Exporters", exporters);
  const user = { userId: "kim" };
  await client.post("/users/upsert", { identification: user, properties: { plan: "Pro" } });
  for (const _ of [1, 2]) await client.post("/track", { identification: { user }, name: "exported" });
  await drain();
  const reason = await client.get<Reason>(`/users/kim/segments/${id}/why`);
  expect(reason).toMatchObject({ segment: { id, name: "Exporters" }, member: true });
  const [plan, events] = reason.condition?.conditions ?? [];
  expect(plan).toMatchObject({ holds: true, text: expect.stringContaining("Pro") });
  expect(plan).not.toHaveProperty("conditions");
  expect(events).toMatchObject({ holds: true, conditions: [{ holds: true }, { holds: false }] });
  expect(events?.conditions?.[0]?.text).toMatch(/exported.*2.*7 days/);
  expect(events?.conditions?.[0]?.fact).toMatch(/2/);
  // The window is 7 calendar days: the events leave it at the seventh midnight.
  expect(reason.changesAt).toMatch(/T00:00:00\.000Z$/);
  expect(Date.parse(reason.changesAt ?? "")).toBeGreaterThan(Date.now());
});

it("explains why a contact is not in a segment", async () => {
  const client = await createClient();
  const id = await defineSegment(client.owner, "Exporters", exporters);
  await client.post("/track", { identification: { user: { userId: "lee" } }, name: "exported" });
  await drain();
  const reason = await client.get<Reason>(`/users/lee/segments/${id}/why`);
  expect(reason).toMatchObject({
    member: false,
    condition: { holds: false, conditions: [{ holds: false }, { holds: false }] },
  });
  expect(reason.condition?.conditions?.[1]?.conditions?.[0]?.fact).toMatch(/1/);
});

it("explains the segments of accounts", async () => {
  const client = await createClient();
  const id = await defineSegment(client.owner, "Pro", all(propertyIs("plan", "Pro")), "account");
  await client.post("/accounts/upsert", { identification: { accountId: "7" }, properties: { plan: "Pro" } });
  await drain();
  expect(await client.get<Reason>(`/accounts/7/segments/${id}/why`)).toMatchObject({ member: true });
});

it("reads the membership of a segment without conditions", async () => {
  const client = await createClient();
  const { workspaceId } = client;
  const [kim = ""] = await createUsers(workspaceId, [{ externalId: "kim" }, { externalId: "lee" }]);
  const application = { ...client.owner, id: "", keyId: "", key: client.key };
  const id = await createSegment(application, "user", [kim]);
  const segment = { id, name: `Segment ${id}` };
  expect(await client.get<Reason>(`/users/kim/segments/${id}/why`)).toEqual({ segment, member: true });
  expect(await client.get<Reason>(`/users/lee/segments/${id}/why`)).toEqual({ segment, member: false });
});

it("returns 404 for segments of the other kind, and for stages and other computations", async () => {
  const client = await createClient();
  const { owner } = client;
  const accounts = await defineSegment(owner, "Accounts", all(propertyIs("plan", "Pro")), "account");
  const stage = { type: "stage", condition: null, healthProfileId: null } as const;
  const { id: stageId } = await saveComputation(owner, toForm("Lead", stage));
  await client.post("/users/upsert", { identification: { userId: "kim" } });
  for (const id of [accounts, stageId, "unknown"]) {
    const { status, body } = await client.send("GET", `/users/kim/segments/${id}/why`);
    expect(status).toBe(404);
    expect(body.message).toBe("There is no segment with this segmentId.");
  }
  expect((await client.send("GET", `/segments/${stageId}`)).status).toBe(404);
  expect((await client.send("GET", `/users/nobody/segments/${accounts}/why`)).body.message).toBe(
    "There is no user with this userId.",
  );
});

import { describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { type Client, type Contact, createClient } from "@/tests/support/factories/api-client";

const account = { accountId: "7" };
const toUsers = (...ids: string[]) => ids.map((userId) => ({ identification: { userId } }));
const listUsers = async (client: Client) =>
  (await client.get<Contact[]>("/accounts/7/users?limit=100")).map(({ userId }) => userId).toSorted();

describe("members of an account", () => {
  it("are created when unknown, and stay users after their removal", async () => {
    const client = await createClient();
    await client.post("/accounts/users/add", { account, users: toUsers("1", "2") });
    expect(await listUsers(client)).toEqual(["1", "2"]);
    await client.post("/accounts/users/remove", { account, users: toUsers("1", "3") });
    expect(await listUsers(client)).toEqual(["2"]);
    expect(await client.get("/users/1")).toMatchObject({ userId: "1" });
    const marked = `SELECT FROM "AccountMember" WHERE "workspaceId" = $1 AND "removedAt" IS NOT NULL`;
    expect((await pool.query(marked, [client.workspaceId])).rowCount).toBe(1);
    await client.post("/accounts/users/add", { account, users: toUsers("1") });
    expect(await listUsers(client)).toEqual(["1", "2"]);
    expect((await pool.query(marked, [client.workspaceId])).rowCount).toBe(0);
  });

  it("set updatedAt of the user and the account once", async () => {
    const client = await createClient();
    const call = async (what: "add" | "remove") => {
      await client.post(`/accounts/users/${what}`, { account, users: toUsers("1") });
      return [(await client.get("/users/1")).updatedAt, (await client.get("/accounts/7")).updatedAt];
    };
    const added = await call("add");
    expect(await call("add")).toEqual(added);
    const removed = await call("remove");
    expect(removed.every((time, side) => time > (added[side] ?? ""))).toBe(true);
    expect(await call("remove")).toEqual(removed);
  });

  it.each([
    ["js-sdk/1.0.0", 200],
    ["python-sdk/1.0.0", 200],
    ["php-sdk/1.0.0", 204],
    ["curl/8.5.0", 204],
    ["node js-sdk/1.0.0", 204],
  ])("are removed for the client %s with status %i, which it expects", async (agent, status) => {
    const client = await createClient();
    const body = { account, users: toUsers("1") };
    const answer = await client.send("POST", "/accounts/users/remove", body, { "user-agent": agent });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(
      status === 204 ? {} : { message: expect.any(String), meta: { requestId: expect.any(String), status } },
    );
  });

  it("are added by an account upsert, as the Node.js SDK 3.1.0 sends them", async () => {
    const client = await createClient();
    const members = [{ identification: { userId: "1" } }, { identification: { email: "kim@northwind.com" } }];
    await client.post("/accounts/upsert", { identification: account, properties: { seats: "5" }, members });
    await client.post("/accounts/upsert", { identification: account, members: [] });
    expect(await client.get("/accounts/7/users")).toMatchObject([
      { userId: "1" },
      { email: "kim@northwind.com" },
    ]);
    expect(await client.get("/accounts/7")).toMatchObject({ properties: { seats: "5" } });
  });

  it("are added and removed by the deprecated path", async () => {
    const client = await createClient();
    await client.post("/accounts/7/users", { userId: "1" });
    expect(await listUsers(client)).toEqual(["1"]);
    expect(await client.send("DELETE", "/accounts/7/users", { userId: "1" })).toMatchObject({ status: 201 });
    expect(await listUsers(client)).toEqual([]);
  });

  it("return 400 when one call names more than 100", async () => {
    const client = await createClient();
    const ids = Array.from({ length: 101 }, (_, i) => String(i));
    for (const what of ["add", "remove"]) {
      const { status, body } = await client.send("POST", `/accounts/users/${what}`, {
        account,
        users: toUsers(...ids),
      });
      expect({ status, fields: body.errors?.fields }).toEqual({
        status: 400,
        fields: { users: "This may have 100 users at most." },
      });
    }
    await client.post("/accounts/users/add", { account, users: toUsers(...ids.slice(1)) });
    expect(await listUsers(client)).toHaveLength(100);
  });

  it("are added once when one call names a user in several ways", async () => {
    const client = await createClient();
    const email = "kim@northwind.com";
    const users = [{ email }, { userId: "1", email }, { userId: "1" }, { userId: "2", email }];
    await client.post("/accounts/users/add", {
      account,
      users: users.map((identification) => ({ identification })),
    });
    expect(await client.get("/accounts/7/users")).toMatchObject([{ userId: "1" }, { userId: "2", email }]);
  });
});

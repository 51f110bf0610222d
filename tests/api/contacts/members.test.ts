import { describe, expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { type Client, type Contact, createClient } from "@/tests/support/factories/api-client";

const account = { accountId: "7" };
const mention = (...ids: string[]) => ids.map((userId) => ({ identification: { userId } }));
const listUsers = async (client: Client) =>
  (await client.get<Contact[]>("/accounts/7/users?limit=100")).map(({ userId }) => userId).toSorted();

describe("Members of an account", () => {
  it("are added with whoever is not known yet, and stay users when they are removed", async () => {
    const client = await createClient();
    await client.post("/accounts/users/add", { account, users: mention("1", "2") });
    expect(await listUsers(client)).toEqual(["1", "2"]);
    await client.post("/accounts/users/remove", { account, users: mention("1", "3") });
    expect(await listUsers(client)).toEqual(["2"]);
    expect(await client.get("/users/1")).toMatchObject({ userId: "1" });
    const marked = `SELECT FROM "AccountMember" WHERE "workspaceId" = $1 AND "removedAt" IS NOT NULL`;
    expect((await pool.query(marked, [client.workspaceId])).rowCount).toBe(1);
    await client.post("/accounts/users/add", { account, users: mention("1") });
    expect(await listUsers(client)).toEqual(["1", "2"]);
    expect((await pool.query(marked, [client.workspaceId])).rowCount).toBe(0);
  });

  it("change the time of the last change on both sides, once", async () => {
    const client = await createClient();
    const call = async (what: "add" | "remove") => {
      await client.post(`/accounts/users/${what}`, { account, users: mention("1") });
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
  ])("are removed for %s with %i: some read a body, others want none", async (agent, status) => {
    const client = await createClient();
    const body = { account, users: mention("1") };
    const answer = await client.send("POST", "/accounts/users/remove", body, { "user-agent": agent });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual(
      status === 204 ? {} : { message: expect.any(String), meta: { requestId: expect.any(String), status } },
    );
  });

  it("come along in an account's upsert, as version 3.1.0 of the Node.js SDK sends them", async () => {
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

  it("are added and removed by the older path too", async () => {
    const client = await createClient();
    await client.post("/accounts/7/users", { userId: "1" });
    expect(await listUsers(client)).toEqual(["1"]);
    expect(await client.send("DELETE", "/accounts/7/users", { userId: "1" })).toMatchObject({ status: 201 });
    expect(await listUsers(client)).toEqual([]);
  });

  it("are 100 at most in one call", async () => {
    const client = await createClient();
    const ids = Array.from({ length: 101 }, (_, i) => String(i));
    for (const what of ["add", "remove"]) {
      const { status, body } = await client.send("POST", `/accounts/users/${what}`, {
        account,
        users: mention(...ids),
      });
      expect({ status, fields: body.errors?.fields }).toEqual({
        status: 400,
        fields: { users: "This may have 100 users at most." },
      });
    }
    await client.post("/accounts/users/add", { account, users: mention(...ids.slice(1)) });
    expect(await listUsers(client)).toHaveLength(100);
  });

  it("are one member when one call names them in several ways", async () => {
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

import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { catalog } from "@/app/api/catalog";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { minute } from "@/lib/time";
import { createApplicationIn, type TestApplication } from "@/tests/support/factories/application";
import {
  createUsers,
  listIds,
  minutesAfterNoon,
  numberedContacts,
  type Row,
  readList,
} from "@/tests/support/factories/contacts";
import { callInProcess } from "@/tests/support/servers/call-api";

const call = callInProcess(catalog);

let application: TestApplication;
let read: (path: string) => Promise<Row[]>;

beforeEach(async () => {
  application = await createApplicationIn();
  read = (path) => readList(call, path, application.key);
});

describe("updatedSince", () => {
  it("lists a contact again at the end when it changes between two pages", async () => {
    const { workspaceId, key } = application;
    await createUsers(
      workspaceId,
      numberedContacts(6).map((user, i) => ({ ...user, updatedAt: minutesAfterNoon(i) })),
    );
    let pages = 0;
    const rows = await readList(call, "/users?limit=2&updatedSince=2026-11-24T12:00:00Z", key, async () => {
      pages += 1;
      if (pages === 1) await touch("1");
    });
    expect(listIds(rows)).toEqual(["0", "1", "2", "3", "4", "5", "1"]);
  });

  it("misses no concurrent write when the copy goes back one minute, as the docs advise", async () => {
    const { workspaceId } = application;
    const writer = await pool.connect();
    try {
      await writer.query("BEGIN");
      await insertUser(writer, workspaceId, "late");
      // Times in responses have milliseconds: the two users must not share one.
      await sleep(5);
      await insertUser(pool, workspaceId, "quick");
      const first = await read("/users?updatedSince=2026-01-01T00:00:00Z");
      expect(listIds(first)).toEqual(["quick"]);
      await writer.query("COMMIT");
      const latest = new Date(String(first.at(-1)?.updatedAt));
      expect(listIds(await read(`/users?updatedSince=${latest.toISOString()}`))).toEqual(["quick"]);
      const since = new Date(latest.getTime() - minute);
      expect(listIds(await read(`/users?updatedSince=${since.toISOString()}`))).toEqual(["late", "quick"]);
    } finally {
      writer.release();
    }
  });

  function touch(externalId: string): Promise<unknown> {
    return prisma.user.updateMany({
      where: { workspaceId: application.workspaceId, externalId },
      data: { updatedAt: minutesAfterNoon(60) },
    });
  }

  /** `now()` is the start of the transaction, as in the writes of the API. */
  function insertUser(client: Pick<typeof pool, "query">, workspaceId: string, externalId: string) {
    return client.query(
      `INSERT INTO "User" ("workspaceId", "id", "externalId", "updatedAt") VALUES ($1, $2, $3, now())`,
      [workspaceId, createId(), externalId],
    );
  }
});

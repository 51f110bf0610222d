import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createDelivery, startEmailSender } from "@/lib/email/sender";
import { createSender } from "@/lib/email/transport";
import { hour } from "@/lib/time";
import { enqueueTestEmail, findEmail } from "@/tests/support/factories/email";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

const server = provideMailServer();
const children = new Set<ChildProcess>();
afterEach(async () => {
  const exits = Array.from(children, (child) => once(child, "exit"));
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(exits);
});

test("several processes share the queue and send each email once", async () => {
  const count = 12;
  for (let index = 0; index < count; index += 1) await enqueueTestEmail();
  // A process sends one email at a time. The first two wait for each other, so both processes take from the queue.
  let [arrivals, release] = [0, () => {}];
  const bothSend = new Promise<void>((resolve) => {
    release = resolve;
  });
  server.hold(() => {
    arrivals += 1;
    if (arrivals === 2) release();
    return bothSend;
  });
  const senders = await Promise.all([startSender(), startSender()]);
  await expect.poll(() => prisma.email.count({ where: { sentAt: null } })).toBe(0);
  const ids = server.mails.map(({ headers }) => headers["message-id"]?.[0]);
  expect(new Set(ids).size).toBe(count);
  expect(ids).toHaveLength(count);
  await Promise.all(senders.map(stopSender));
});

test("an email of a killed process is sent by another one, with the same message id", async () => {
  const { id } = await enqueueTestEmail();
  const doomed = await startSender();
  server.hold(async () => {
    server.hold(null);
    doomed.kill("SIGKILL");
    await once(doomed, "exit");
  });
  await expect.poll(() => server.mails.length).toBe(1);
  // The transaction of the killed process ends with its connection.
  await expect.poll(async () => (await listLocked()).length).toBe(0);
  const row = await findEmail(id);
  expect(row).toMatchObject({ attempts: 1, sentAt: null });
  await createDelivery(createSender())(row.nextAttemptAt?.getTime());
  expect(server.mails).toHaveLength(2);
  const [first, second] = server.mails.map(({ headers }) => headers["message-id"]);
  expect(second).toEqual(first);
  expect((await findEmail(id)).sentAt).not.toBeNull();
});

test("another process does not take an email while the mail server is slow to accept it", async () => {
  const { id } = await enqueueTestEmail();
  let accept = () => {};
  server.hold(() => new Promise<void>((resolve) => (accept = resolve)));
  const sending = createDelivery(createSender())();
  await expect.poll(() => server.mails.length).toBe(1);
  const { nextAttemptAt } = await findEmail(id);
  const later = (nextAttemptAt?.getTime() ?? 0) + hour;
  expect(await createDelivery(createSender())(later)).toBe(false);
  accept();
  expect(await sending).toBe(true);
  expect(server.mails).toHaveLength(1);
});

test("records what was sent when the database fails at that moment, instead of sending it again", async () => {
  const { id } = await enqueueTestEmail();
  const deliver = createDelivery(createSender());
  server.hold(async () => {
    server.hold(null);
    for (const { pid } of await listLocked()) await pool.query("SELECT pg_terminate_backend($1)", [pid]);
  });
  await expect(deliver()).rejects.toThrow();
  const row = await findEmail(id);
  expect(row.sentAt).toBeNull();
  expect(await deliver(row.nextAttemptAt?.getTime())).toBe(false);
  expect(server.mails).toHaveLength(1);
  expect(await findEmail(id)).toMatchObject({ sentAt: expect.any(Date), content: null });
});

test("a stopped process lets the email in progress end", async () => {
  const { id } = await enqueueTestEmail();
  let accept = () => {};
  server.hold(() => new Promise<void>((resolve) => (accept = resolve)));
  const sender = startEmailSender();
  await expect.poll(() => server.mails.length).toBe(1);
  const stopped = sender.stop();
  accept();
  await stopped;
  expect((await findEmail(id)).sentAt).not.toBeNull();
  // It takes no other.
  await enqueueTestEmail();
  expect(server.mails).toHaveLength(1);
});

/** Lists the connections whose transaction holds a row of the queue. */
async function listLocked(): Promise<{ pid: number }[]> {
  const { rows } = await pool.query<{ pid: number }>(
    `SELECT DISTINCT "pid" FROM pg_locks
     WHERE "relation" = '"Email"'::regclass AND "mode" = 'RowShareLock' AND "pid" <> pg_backend_pid()
       AND "database" = (SELECT "oid" FROM pg_database WHERE "datname" = current_database())`,
  );
  return rows;
}

async function startSender(): Promise<ChildProcess> {
  const flags = ["--import", "tsx", "--conditions=react-server"];
  const child = spawn(process.execPath, [...flags, "tests/support/servers/email-sender.ts"], {
    env: { ...process.env, LOG_LEVEL: "fatal" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.add(child);
  child.on("exit", () => children.delete(child));
  await once(child, "message");
  return child;
}

async function stopSender(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
}

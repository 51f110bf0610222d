import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { cancelEmails, deleteOldEmails, enqueueEmail } from "@/lib/email/mutations";
import { createDelivery, startEmailSender } from "@/lib/email/sender";
import type { EmailDraft } from "@/lib/email/template";
import { createSender } from "@/lib/email/transport";
import { createIdAt } from "@/lib/ids";
import { day, hour, minute } from "@/lib/time";
import { createStranger } from "@/tests/support/factories/people";
import { findTablesWith } from "@/tests/support/matchers/search-database";
import { captureServerLog } from "@/tests/support/matchers/server-log";
import { type MailServer, startMailServer } from "@/tests/support/servers/mail-server";

let server: MailServer;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  server = await startMailServer();
  process.env.SMTP_URL = server.url;
  process.env.EMAIL_FROM = "API access <no-reply@example.com>";
});
beforeEach(async () => {
  await prisma.email.deleteMany();
  server.mails.length = 0;
});
afterEach(async () => {
  server.reject(null);
  server.hold(null);
  vi.restoreAllMocks();
  const exits = Array.from(children, (child) => once(child, "exit"));
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(exits);
});
afterAll(() => server.stop());

const secretUrl = "https://app.example.com/reset-password#a-secret-token";
const draft: EmailDraft = {
  subject: "A subject",
  paragraphs: ["A paragraph."],
  link: { label: "Open", url: secretUrl },
  footnotes: ["A footnote."],
};

test("sends an email once with a stable id, and deletes its content", async () => {
  const { id, toAddress } = await enqueue();
  const deliver = createDelivery(createSender());
  expect(await deliver()).toBe(true);
  expect(await deliver()).toBe(false);
  expect(server.mails).toMatchObject([
    {
      subject: "A subject",
      envelope: { from: "no-reply@example.com", to: [toAddress] },
      headers: {
        from: ["API access <no-reply@example.com>"],
        to: [toAddress],
        "message-id": [`<${id.toLowerCase()}@example.com>`],
        "auto-submitted": ["auto-generated"],
      },
    },
  ]);
  const row = await findRow(id);
  expect(row).toMatchObject({ sentAt: expect.any(Date), content: null, nextAttemptAt: null, failure: null });
});

test("the database holds no readable content, before and after sending", async () => {
  await enqueue();
  expect(await findTablesWith(pool, ["a-secret-token"])).toEqual([]);
  await createDelivery(createSender())();
  expect(server.mails[0]?.text).toContain(secretUrl);
  expect(await findTablesWith(pool, ["a-secret-token"])).toEqual([]);
});

test("queues nothing when the transaction is rolled back", async () => {
  const personId = await createStranger();
  const rolledBack = prisma.$transaction(async (transaction) => {
    await enqueueEmail(transaction, { kind: "passwordChanged", toAddress: "a@example.com", personId, draft });
    throw new Error("rolled back");
  });
  await expect(rolledBack).rejects.toThrow("rolled back");
  expect(await prisma.email.count()).toBe(0);
});

test("retries after 1, 5 and 15 minutes, 1, 3 and 6 hours, and gives up before a day is over", async () => {
  const log = captureServerLog();
  server.reject({ command: "RCPT TO", code: 451 });
  const queuedAt = Date.now();
  const { id, toAddress } = await enqueue(queuedAt);
  const deliver = createDelivery(createSender());
  const attempts: number[] = [];
  for (let next: Date | null = new Date(queuedAt); next; next = (await findRow(id)).nextAttemptAt) {
    const time = next.getTime();
    // Not a millisecond earlier.
    expect(await deliver(time - 1)).toBe(false);
    expect(await deliver(time)).toBe(true);
    attempts.push(time - queuedAt);
  }
  const delays = attempts.slice(1).map((time, index) => time - (attempts[index] ?? 0));
  expect(delays).toEqual([minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 6 * hour, 6 * hour]);
  expect(await findRow(id)).toMatchObject({
    content: null,
    sentAt: null,
    failure: "The mail server answered 451.",
  });
  const lines = log().map(({ level, msg, email }) => [level, msg, email]);
  expect(lines).toEqual([
    ...Array(8).fill(["warn", "An email was not sent. It is tried again later.", id]),
    ["error", "An email could not be sent and is given up.", id],
  ]);
  // Neither the address, the content nor the words of the mail server.
  for (const text of [toAddress, "secret", "A subject"]) expect(JSON.stringify(log())).not.toContain(text);
});

test("sends at a retry once the mail server accepts again", async () => {
  server.reject({ command: "MAIL FROM", code: 421 });
  const { id } = await enqueue();
  captureServerLog();
  const deliver = createDelivery(createSender());
  await deliver();
  server.reject(null);
  const { nextAttemptAt } = await findRow(id);
  expect(await deliver(nextAttemptAt?.getTime())).toBe(true);
  expect(server.mails).toHaveLength(1);
  expect(await findRow(id)).toMatchObject({ attempts: 2, failure: null, sentAt: expect.any(Date) });
});

test.each([
  [{ command: "RCPT TO", code: 550 }, "The mail server rejected the address (550).", true],
  [{ command: "DATA", code: 554 }, "The mail server rejected the message (554).", true],
  [{ command: "DATA", code: 452 }, "The mail server answered 452.", false],
  // The operator can allow the sender.
  [{ command: "MAIL FROM", code: 550 }, "The mail server answered 550.", false],
] as const)(
  "after the rejection %j it says %s Given up at the first attempt: %s",
  async (rejection, failure, isLast) => {
    server.reject(rejection);
    const { id } = await enqueue();
    captureServerLog();
    await createDelivery(createSender())();
    const row = await findRow(id);
    expect(row.failure).toBe(failure);
    expect(row.nextAttemptAt === null).toBe(isLast);
    expect(row.content === null).toBe(isLast);
  },
);

test("an unreachable mail server is tried again", async () => {
  const other = await startMailServer();
  await other.stop();
  const { id } = await enqueue();
  captureServerLog();
  await createDelivery(await createSenderTo(other.url))();
  expect(await findRow(id)).toMatchObject({
    failure: "The mail server could not be reached (ESOCKET).",
    nextAttemptAt: expect.any(Date),
  });
});

test("does not send the password in the clear to another host", async () => {
  const { createSender: create } = await importWith(
    server.url.replace("smtp://127.0.0.1", "smtp://user:pw@0.0.0.0"),
  );
  const { id } = await enqueue();
  captureServerLog();
  await createDelivery(create())();
  expect(server.mails).toEqual([]);
  expect((await findRow(id)).failure).toBe("The mail server does not encrypt the connection.");
});

test("gives up an email that could not be sent in time", async () => {
  const now = Date.now();
  const { id } = await enqueue(now, 30 * minute);
  captureServerLog();
  await createDelivery(createSender())(now + 30 * minute);
  expect(server.mails).toEqual([]);
  expect(await findRow(id)).toMatchObject({ content: null, failure: "It could not be sent in time." });
});

test("gives up an email that another secret encrypted", async () => {
  const { id } = await enqueue();
  await prisma.email.update({ where: { id }, data: { content: new Uint8Array(60) } });
  captureServerLog();
  await createDelivery(createSender())();
  expect(await findRow(id)).toMatchObject({ failure: "NEXTAUTH_SECRET has changed since it was queued." });
});

test("several processes share the queue and send each email once", async () => {
  const count = 12;
  for (let index = 0; index < count; index += 1) await enqueue();
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
  const { id } = await enqueue();
  const doomed = await startSender();
  server.hold(async () => {
    server.hold(null);
    doomed.kill("SIGKILL");
    await once(doomed, "exit");
  });
  await expect.poll(() => server.mails.length).toBe(1);
  // The transaction of the killed process ends with its connection.
  await expect.poll(async () => (await listLocked()).length).toBe(0);
  const row = await findRow(id);
  expect(row).toMatchObject({ attempts: 1, sentAt: null });
  await createDelivery(createSender())(row.nextAttemptAt?.getTime());
  expect(server.mails).toHaveLength(2);
  const [first, second] = server.mails.map(({ headers }) => headers["message-id"]);
  expect(second).toEqual(first);
  expect((await findRow(id)).sentAt).not.toBeNull();
});

test("another process does not take an email while the mail server is slow to accept it", async () => {
  const { id } = await enqueue();
  let accept = () => {};
  server.hold(() => new Promise<void>((resolve) => (accept = resolve)));
  const sending = createDelivery(createSender())();
  await expect.poll(() => server.mails.length).toBe(1);
  const { nextAttemptAt } = await findRow(id);
  const later = (nextAttemptAt?.getTime() ?? 0) + hour;
  expect(await createDelivery(createSender())(later)).toBe(false);
  accept();
  expect(await sending).toBe(true);
  expect(server.mails).toHaveLength(1);
});

test("records what was sent when the database fails at that moment, instead of sending it again", async () => {
  const { id } = await enqueue();
  const deliver = createDelivery(createSender());
  server.hold(async () => {
    server.hold(null);
    for (const { pid } of await listLocked()) await pool.query("SELECT pg_terminate_backend($1)", [pid]);
  });
  await expect(deliver()).rejects.toThrow();
  const row = await findRow(id);
  expect(row.sentAt).toBeNull();
  expect(await deliver(row.nextAttemptAt?.getTime())).toBe(false);
  expect(server.mails).toHaveLength(1);
  expect(await findRow(id)).toMatchObject({ sentAt: expect.any(Date), content: null });
});

test("a stopped process lets the email in progress end", async () => {
  const { id } = await enqueue();
  let accept = () => {};
  server.hold(() => new Promise<void>((resolve) => (accept = resolve)));
  const sender = startEmailSender();
  await expect.poll(() => server.mails.length).toBe(1);
  const stopped = sender.stop();
  accept();
  await stopped;
  expect((await findRow(id)).sentAt).not.toBeNull();
  // It takes no other.
  await enqueue();
  expect(server.mails).toHaveLength(1);
});

test("a cancelled email is not sent", async () => {
  const { personId } = await enqueue();
  await prisma.$transaction((transaction) => cancelEmails(transaction, "passwordChanged", personId));
  expect(await createDelivery(createSender())()).toBe(false);
});

test("deletes rows after 30 days", async () => {
  const now = Date.now();
  const row = { kind: "passwordChanged", toAddress: "a@example.com", expiresAt: new Date(now) };
  await prisma.email.createMany({
    data: [
      { id: createIdAt(now - 31 * day), ...row },
      { id: createIdAt(now - 29 * day), ...row },
    ],
  });
  await deleteOldEmails(now);
  expect(await prisma.email.count()).toBe(1);
});

test.each([
  "a@example.com\r\nBcc: b@example.com",
  "a@example.com, b@example.com",
  "A <a@example.com>",
  "a",
  "",
])("rejects the recipient %j", async (toAddress) => {
  const personId = await createStranger();
  const email = { kind: "passwordChanged", toAddress, personId, draft } as const;
  await expect(prisma.$transaction((transaction) => enqueueEmail(transaction, email))).rejects.toThrow(
    "The recipient of an email is not an email address.",
  );
});

test("a name with line breaks adds no header and no recipient", async () => {
  const hostile = "Ada\r\nBcc: mallory@example.com\r\n\r\n<script>alert(1)</script>\u2028X-Evil: yes";
  await enqueue(Date.now(), day, { ...draft, subject: `Hello ${hostile}`, paragraphs: [hostile] });
  await createDelivery(createSender())();
  const [mail] = server.mails;
  expect(mail?.subject).toBe("Hello Ada Bcc: mallory@example.com <script>alert(1)</script> X-Evil: yes");
  expect(Object.keys(mail?.headers ?? {})).not.toEqual(expect.arrayContaining(["bcc"]));
  expect(mail?.headers).not.toHaveProperty("x-evil");
  expect(mail?.envelope.to).toHaveLength(1);
  expect(mail?.html).not.toContain("<script>");
});

async function enqueue(now = Date.now(), lifetime = day, content = draft) {
  const personId = await createStranger();
  const { email: toAddress } = await prisma.person.findUniqueOrThrow({ where: { id: personId } });
  const email = { kind: "passwordChanged", toAddress, personId, draft: content, lifetime } as const;
  const id = await prisma.$transaction((transaction) => enqueueEmail(transaction, email, now));
  if (!id) throw new Error("The email was not queued.");
  return { id, toAddress, personId };
}

function findRow(id: string) {
  return prisma.email.findUniqueOrThrow({ where: { id } });
}

/** Lists the connections whose transaction holds a row of the queue. */
async function listLocked(): Promise<{ pid: number }[]> {
  const { rows } = await pool.query<{ pid: number }>(
    `SELECT DISTINCT "pid" FROM pg_locks
     WHERE "relation" = '"Email"'::regclass AND "mode" = 'RowShareLock' AND "pid" <> pg_backend_pid()
       AND "database" = (SELECT "oid" FROM pg_database WHERE "datname" = current_database())`,
  );
  return rows;
}

async function importWith(smtpUrl: string) {
  const before = process.env.SMTP_URL;
  process.env.SMTP_URL = smtpUrl;
  vi.resetModules();
  const transport = await import("@/lib/email/transport");
  const { env } = await import("@/lib/env");
  env();
  process.env.SMTP_URL = before;
  return transport;
}

async function createSenderTo(smtpUrl: string) {
  return (await importWith(smtpUrl)).createSender();
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

import { afterEach, expect, test, vi } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { cancelEmails, deleteOldEmails, enqueueEmail } from "@/lib/email/mutations";
import { createDelivery } from "@/lib/email/sender";
import { createSender } from "@/lib/email/transport";
import { createIdAt } from "@/lib/ids";
import { day, hour, minute } from "@/lib/time";
import { enqueueTestEmail, findEmail, secretUrl, testDraft } from "@/tests/support/factories/email";
import { createStranger } from "@/tests/support/factories/people";
import { findTablesWith } from "@/tests/support/matchers/search-database";
import { captureServerLog } from "@/tests/support/matchers/server-log";
import { startMailServer } from "@/tests/support/servers/mail-server";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

const server = provideMailServer("API access <no-reply@example.com>");
afterEach(() => void vi.restoreAllMocks());

test("sends an email once with a stable id, and deletes its content", async () => {
  const { id, toAddress } = await enqueueTestEmail();
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
  const row = await findEmail(id);
  expect(row).toMatchObject({ sentAt: expect.any(Date), content: null, nextAttemptAt: null, failure: null });
});

test("the database holds no readable content, before and after sending", async () => {
  await enqueueTestEmail();
  expect(await findTablesWith(pool, ["a-secret-token"])).toEqual([]);
  await createDelivery(createSender())();
  expect(server.mails[0]?.text).toContain(secretUrl);
  expect(await findTablesWith(pool, ["a-secret-token"])).toEqual([]);
});

test("queues nothing when the transaction is rolled back", async () => {
  const personId = await createStranger();
  const rolledBack = prisma.$transaction(async (transaction) => {
    await enqueueEmail(transaction, {
      kind: "passwordChanged",
      toAddress: "a@example.com",
      personId,
      draft: testDraft,
    });
    throw new Error("rolled back");
  });
  await expect(rolledBack).rejects.toThrow("rolled back");
  expect(await prisma.email.count()).toBe(0);
});

test("retries after 1, 5 and 15 minutes, 1, 3 and 6 hours, and gives up before a day is over", async () => {
  const log = captureServerLog();
  server.reject({ command: "RCPT TO", code: 451 });
  const queuedAt = Date.now();
  const { id, toAddress } = await enqueueTestEmail(queuedAt);
  const deliver = createDelivery(createSender());
  const attempts: number[] = [];
  for (let next: Date | null = new Date(queuedAt); next; next = (await findEmail(id)).nextAttemptAt) {
    const time = next.getTime();
    // Not a millisecond earlier.
    expect(await deliver(time - 1)).toBe(false);
    expect(await deliver(time)).toBe(true);
    attempts.push(time - queuedAt);
  }
  const delays = attempts.slice(1).map((time, index) => time - (attempts[index] ?? 0));
  expect(delays).toEqual([minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 6 * hour, 6 * hour]);
  expect(await findEmail(id)).toMatchObject({
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
  const { id } = await enqueueTestEmail();
  captureServerLog();
  const deliver = createDelivery(createSender());
  await deliver();
  server.reject(null);
  const { nextAttemptAt } = await findEmail(id);
  expect(await deliver(nextAttemptAt?.getTime())).toBe(true);
  expect(server.mails).toHaveLength(1);
  expect(await findEmail(id)).toMatchObject({ attempts: 2, failure: null, sentAt: expect.any(Date) });
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
    const { id } = await enqueueTestEmail();
    captureServerLog();
    await createDelivery(createSender())();
    const row = await findEmail(id);
    expect(row.failure).toBe(failure);
    expect(row.nextAttemptAt === null).toBe(isLast);
    expect(row.content === null).toBe(isLast);
  },
);

test("an unreachable mail server is tried again", async () => {
  const other = await startMailServer();
  await other.stop();
  const { id } = await enqueueTestEmail();
  captureServerLog();
  await createDelivery(await createSenderTo(other.url))();
  expect(await findEmail(id)).toMatchObject({
    failure: "The mail server could not be reached (ESOCKET).",
    nextAttemptAt: expect.any(Date),
  });
});

test("does not send the password in the clear to another host", async () => {
  const { createSender: create } = await importWith(
    server.url.replace("smtp://127.0.0.1", "smtp://user:pw@0.0.0.0"),
  );
  const { id } = await enqueueTestEmail();
  captureServerLog();
  await createDelivery(create())();
  expect(server.mails).toEqual([]);
  expect((await findEmail(id)).failure).toBe("The mail server does not encrypt the connection.");
});

test("gives up an email that could not be sent in time", async () => {
  const now = Date.now();
  const { id } = await enqueueTestEmail(now, 30 * minute);
  captureServerLog();
  await createDelivery(createSender())(now + 30 * minute);
  expect(server.mails).toEqual([]);
  expect(await findEmail(id)).toMatchObject({ content: null, failure: "It could not be sent in time." });
});

test("gives up an email that another secret encrypted", async () => {
  const { id } = await enqueueTestEmail();
  await prisma.email.update({ where: { id }, data: { content: new Uint8Array(60) } });
  captureServerLog();
  await createDelivery(createSender())();
  expect(await findEmail(id)).toMatchObject({ failure: "NEXTAUTH_SECRET has changed since it was queued." });
});

test("a cancelled email is not sent", async () => {
  const { personId } = await enqueueTestEmail();
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
  const email = { kind: "passwordChanged", toAddress, personId, draft: testDraft } as const;
  await expect(prisma.$transaction((transaction) => enqueueEmail(transaction, email))).rejects.toThrow(
    "The recipient of an email is not an email address.",
  );
});

test("a name with line breaks adds no header and no recipient", async () => {
  const hostile = "Ada\r\nBcc: mallory@example.com\r\n\r\n<script>alert(1)</script>\u2028X-Evil: yes";
  await enqueueTestEmail(Date.now(), day, {
    ...testDraft,
    subject: `Hello ${hostile}`,
    paragraphs: [hostile],
  });
  await createDelivery(createSender())();
  const [mail] = server.mails;
  expect(mail?.subject).toBe("Hello Ada Bcc: mallory@example.com <script>alert(1)</script> X-Evil: yes");
  expect(Object.keys(mail?.headers ?? {})).not.toEqual(expect.arrayContaining(["bcc"]));
  expect(mail?.headers).not.toHaveProperty("x-evil");
  expect(mail?.envelope.to).toHaveLength(1);
  expect(mail?.html).not.toContain("<script>");
});

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

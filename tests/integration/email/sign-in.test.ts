import { expect, test } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { createDelivery } from "@/lib/email/sender";
import { createSender } from "@/lib/email/transport";
import { env } from "@/lib/env";
import { createId } from "@/lib/ids";
import {
  createPerson,
  createPersonByIdentity,
  recordSignIn,
  type SignInDevice,
} from "@/lib/people/mutations";
import { startServer } from "@/tests/support/servers/production-server";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

const mailServer = provideMailServer();

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const unknown: SignInDevice = { isKnown: false, ipAddress: "203.0.113.9", userAgent: firefox };
const password = "correct horse battery";

test("a sign-in from an unknown device is told by email, except the first one and those of known devices", async () => {
  const { id, email } = await createAda();
  const time = Date.UTC(2026, 10, 29, 20, 15);
  await recordSignIn(id, unknown, time);
  await recordSignIn(id, { ...unknown, isKnown: true }, time);
  await deliverAll();
  expect(mailServer.mails).toEqual([]);
  await recordSignIn(id, unknown, time);
  await deliverAll();
  expect(mailServer.mails).toMatchObject([
    { subject: "New sign-in to your account", envelope: { to: [email] } },
  ]);
  const { text = "" } = mailServer.mails[0] ?? {};
  expect(text).toContain(
    "Time: 29 November 2026 at 20:15 UTC\n\nBrowser: Firefox on Windows\n\nIP address: 203.0.113.9\n",
  );
  expect(text).toContain("http://localhost:3000/forgot-password");
});

test("one of two concurrent first sign-ins is told", async () => {
  const { id } = await createAda();
  await Promise.all([recordSignIn(id, unknown), recordSignIn(id, unknown)]);
  await deliverAll();
  expect(mailServer.mails).toHaveLength(1);
});

test("an account without a password gets no link to choose one", async () => {
  const email = `${createId().toLowerCase()}@example.com`;
  const { id } = await createPersonByIdentity(
    { provider: "github", externalId: createId() },
    { name: "G", email },
  );
  await recordSignIn(id, unknown);
  await recordSignIn(id, unknown);
  await deliverAll();
  expect(mailServer.mails[0]?.text).toContain("secure your account at the provider");
  expect(mailServer.mails[0]?.text).not.toContain("forgot-password");
});

test("nothing that the client sends gets into the email", async () => {
  const { id } = await createAda();
  await recordSignIn(id, unknown);
  await recordSignIn(id, {
    isKnown: false,
    ipAddress: "<b>evil.example",
    userAgent: "https://evil.example/<b>",
  });
  await deliverAll();
  expect(mailServer.mails[0]?.text).toContain("Browser: an unknown browser\n\nIP address: unknown\n");
  expect(mailServer.mails[0]?.html).not.toMatch(/evil\.example|<b>/);
});

test("over HTTP: a browser is told once, and not again while it keeps its cookie", async () => {
  const server = await startServer({
    databaseUrl: env().DATABASE_URL,
    env: { SMTP_URL: mailServer.url, EMAIL_FROM: "no-reply@example.com" },
  });
  try {
    const { email } = await createAda();
    const [first, second] = [new Map<string, string>(), new Map<string, string>()];
    await signIn(server.url, email, first);
    await signIn(server.url, email, first);
    await signIn(server.url, email, second);
    await signIn(server.url, email, second);
    await expect.poll(() => mailServer.mails.length).toBe(1);
    // A second email would be in the queue.
    await expect.poll(() => prisma.email.count({ where: { sentAt: null } })).toBe(0);
    expect(mailServer.mails.map(({ subject }) => subject)).toEqual(["New sign-in to your account"]);
    expect(mailServer.mails[0]?.text).toContain("Browser: Firefox on Windows");
  } finally {
    expect(await server.stop()).toBe(0);
  }
});

async function signIn(url: string, email: string, cookies: Map<string, string>): Promise<void> {
  const send = async (path: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(`${url}/api/auth/${path}`, {
      ...init,
      headers: { cookie, "user-agent": firefox },
    });
    for (const header of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const { csrfToken } = await (await send("csrf")).json();
  const body = new URLSearchParams({ email, password, csrfToken, json: "true" });
  expect((await send("callback/credentials", { method: "POST", body })).status).toBe(200);
}

async function createAda() {
  const email = `${createId().toLowerCase()}@example.com`;
  return { ...(await createPerson({ name: "Ada", email, password, workspaceName: "Acme" })), email };
}

async function deliverAll(): Promise<void> {
  const deliver = createDelivery(createSender());
  while (await deliver(Date.now() + 1000));
}

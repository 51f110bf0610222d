import { generateSecret, generateSync } from "otplib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { encrypt } from "@/lib/encryption";
import { env } from "@/lib/env";
import { createId } from "@/lib/ids";
import { createPerson } from "@/lib/people/mutations";
import { listWorkspaces } from "@/lib/workspaces/queries";
import { readEvents } from "@/tests/support/servers/event-stream";
import { startServer, type TestServer } from "@/tests/support/servers/production-server";

/** Sign-in and sign-out over HTTP, through the fast path and Next.js. */
let server: TestServer;
beforeAll(async () => {
  const github = { GITHUB_ID: "an id", GITHUB_SECRET: "a secret" };
  server = await startServer({ databaseUrl: env().DATABASE_URL, env: github });
});
afterAll(() => server?.stop());

const password = "correct horse battery";

async function createAda() {
  const email = `${createId().toLowerCase()}@example.com`;
  const { id } = await createPerson({ name: "Ada", email, password, workspaceName: "Acme" });
  const [workspace] = await listWorkspaces(id);
  return { id, email, slug: workspace?.slug ?? "" };
}

/** A client that keeps cookies and sends the CSRF token, like a browser. */
function openBrowser(cookies = new Map<string, string>(), { url }: Pick<TestServer, "url"> = server) {
  const get = async (path: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(`${url}/api${path}`, { ...init, headers: { cookie } });
    for (const header of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const post = async (path: string, fields: Record<string, string> = {}) => {
    const { csrfToken } = await (await get("/auth/csrf")).json();
    return get(path, { method: "POST", body: new URLSearchParams({ ...fields, csrfToken, json: "true" }) });
  };
  return {
    get,
    post,
    signIn: (email: string) => post("/auth/callback/credentials", { email, password }),
    signOut: () => post("/auth/signout"),
    findUser: async () => (await (await get("/auth/session")).json()).user,
    copy: () => openBrowser(new Map(cookies), { url }),
  };
}

test("signing out ends the session for every copy of its cookie, but no other session", async () => {
  const { email } = await createAda();
  const [browser, elsewhere] = [openBrowser(), openBrowser()];
  await browser.signIn(email);
  await elsewhere.signIn(email);
  const copy = browser.copy();
  const ada = { name: "Ada", email };
  for (const { findUser } of [browser, copy, elsewhere]) expect(await findUser()).toEqual(ada);
  await browser.signOut();
  // The second check of the copy uses the cookie that the first response renewed.
  for (const { findUser } of [browser, copy, copy]) expect(await findUser()).toBeUndefined();
  expect(await elsewhere.findUser()).toEqual(ada);
  await browser.signIn(email);
  expect(await browser.findUser()).toEqual(ada);
  expect(await copy.findUser()).toBeUndefined();
});

test("signing in ends the session that the browser presented, whoever it belonged to", async () => {
  const [ada, grace] = [await createAda(), await createAda()];
  const browser = openBrowser();
  await browser.signIn(ada.email);
  const copy = browser.copy();
  await browser.signIn(grace.email);
  expect(await copy.findUser()).toBeUndefined();
  expect(await browser.findUser()).toMatchObject({ email: grace.email });
  const wrong = { email: grace.email, password: "wrong" };
  await browser.copy().post("/auth/callback/credentials", wrong);
  expect(await browser.findUser()).toMatchObject({ email: grace.email });
});

test("a sign-in at a provider gets a session only with the second factor", async () => {
  const { id } = await createAda();
  const secret = generateSecret();
  const data = { personId: id, secret: encrypt(secret, "authenticator app"), confirmedAt: new Date() };
  await prisma.authenticatorApp.create({ data });
  const state = { use: "pending", personId: id, sessionVersion: 1, expiresAt: Date.now() + 60_000 };
  const pending = Buffer.from(encrypt(JSON.stringify(state), "sign-in state")).toString("base64url");
  const cookies = new Map([["api-access.pending-sign-in", pending]]);
  const browser = openBrowser(cookies);
  const page = await fetch(`${server.url}/sign-in/second-factor`, {
    headers: { cookie: `api-access.pending-sign-in=${pending}` },
  });
  expect(await page.text()).toContain("your account uses two-factor sign-in");
  expect((await browser.post("/auth/callback/credentials", { code: "aaaa-bbbb-cccc-dddd" })).status).toBe(
    401,
  );
  expect(await browser.findUser()).toBeUndefined();
  await browser.post("/auth/callback/credentials", { code: generateSync({ secret }) });
  expect(await browser.findUser()).toMatchObject({ name: "Ada" });
  expect(cookies.get("api-access.pending-sign-in")).toBe("");
  const stranger = await fetch(`${server.url}/sign-in/second-factor`, { redirect: "manual" });
  expect(stranger.headers.get("location")).toMatch(/\/sign-in$/);
});

test("neither reads nor changes cookies of another next-auth application on the host", async () => {
  const { email } = await createAda();
  const others = ["session-token", "csrf-token", "callback-url"].map((name) => `next-auth.${name}`);
  const cookies = new Map(others.map((name) => [name, "of another application"]));
  const browser = openBrowser(cookies);
  await browser.signIn(email);
  expect(await browser.findUser()).toMatchObject({ email });
  for (const name of others) expect(cookies.get(name)).toBe("of another application");
  await browser.signOut();
  for (const name of others) expect(cookies.get(name)).toBe("of another application");
});

test.each(["javascript:1", "%"])("signs in despite the invalid callback URL cookie %s", async (junk) => {
  const { email } = await createAda();
  const cookies = new Map([["api-access.callback-url", junk]]);
  const browser = openBrowser(cookies);
  const providerSignIn = await browser.copy().post("/auth/signin/github");
  expect((await providerSignIn.json()).url).toContain("https://github.com/login/oauth/authorize?");
  await browser.signIn(email);
  expect(await browser.findUser()).toMatchObject({ email });
  expect(cookies.get("api-access.callback-url")).not.toBe(junk);
});

test("returns 400 for an unsafe callbackUrl", async () => {
  const response = await fetch(`${server.url}/api/auth/csrf?callbackUrl=javascript:1`);
  expect(response.status).toBe(400);
});

test("on https every cookie has the __Host- prefix and its required attributes", async () => {
  const github = { GITHUB_ID: "an id", GITHUB_SECRET: "a secret" };
  const secure = await startServer({
    databaseUrl: env().DATABASE_URL,
    env: { ...github, NEXTAUTH_URL: "https://app.example.com" },
  });
  try {
    const { email } = await createAda();
    const cookies = new Map<string, string>();
    const browser = openBrowser(cookies, secure);
    const answers = [await browser.post("/auth/signin/github"), await browser.signIn(email)];
    const set = answers.flatMap(({ headers }) => headers.getSetCookie());
    for (const name of ["session-token", "state", "callback-url", "csrf-token"])
      expect([...cookies.keys()]).toContain(`__Host-api-access.${name}`);
    for (const cookie of set) {
      expect(cookie).toMatch(/^__Host-api-access\./);
      for (const attribute of ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"])
        expect(cookie.toLowerCase()).toContain(attribute.toLowerCase());
      expect(cookie).not.toMatch(/domain=/i);
    }
    expect(await browser.findUser()).toMatchObject({ email });
  } finally {
    await secure.stop();
  }
});

test("returns 429 with Retry-After to a client that tried five wrong passwords, but not to a device that signed in before", async () => {
  const { email } = await createAda();
  const [known, unknown] = [openBrowser(), openBrowser()];
  await known.signIn(email);
  await known.signOut();
  const wrong = { email, password: "wrong" };
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect((await unknown.post("/auth/callback/credentials", wrong)).status).toBe(401);
  const rejection = await unknown.signIn(email);
  expect(rejection.status).toBe(429);
  expect(Number(rejection.headers.get("retry-after"))).toBeLessThanOrEqual(180);
  expect(new URL((await rejection.json()).url).searchParams.get("error")).toMatch(/^Too many/);
  expect(await unknown.findUser()).toBeUndefined();
  expect((await known.signIn(email)).status).toBe(200);
  expect(await known.findUser()).toMatchObject({ email });
});

test("an open Live stream ends with its own session, and with no other", async () => {
  const { email, slug } = await createAda();
  const [browser, elsewhere] = [openBrowser(), openBrowser()];
  await browser.signIn(email);
  await elsewhere.signIn(email);
  const live = readEvents(await browser.copy().get(`/logs/live?workspace=${slug}`));
  await live.next();
  await elsewhere.signOut();
  await browser.signOut();
  expect((await live.next()).value).toMatchObject({ name: "gone" });
  expect((await live.next()).done).toBe(true);
});

test("returns 500 to a sign-out that the database cannot store", async () => {
  const { email } = await createAda();
  const browser = openBrowser();
  await browser.signIn(email);
  await pool.query(`ALTER TABLE "Session" RENAME TO "Hidden"`);
  const rejection = await browser.signOut();
  await pool.query(`ALTER TABLE "Hidden" RENAME TO "Session"`);
  expect(rejection.status).toBe(500);
  expect(await browser.findUser()).toMatchObject({ email });
});

test.each(["application/json", "application/x-www-form-urlencoded", "text/plain"])(
  "rejects a large body before it is in memory: %s",
  async (type) => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x61));
        if (sent >= 64 * 1_048_576) controller.close();
      },
    });
    const url = `${server.url}/api/auth/callback/credentials`;
    const init = { method: "POST", headers: { "content-type": type }, body, duplex: "half" } as const;
    const response = await fetch(url, init);
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(32 * 1_048_576);
    expect((await response.json()).meta.status).toBe(413);
  },
);

test("logs the error of a provider on one line", async () => {
  const error = encodeURIComponent("denied\nrequest log: all is well\u001b[2J");
  const response = await fetch(`${server.url}/api/auth/callback/github?error=${error}`, {
    redirect: "manual",
  });
  expect(response.status).toBe(302);
  await expect.poll(server.output).toContain(String.raw`denied\nrequest log: all is well\u001b[2J`);
});

test("returns 405 for a POST to a page without an action, without reading its body", async () => {
  const sent = { method: "POST", body: "a".repeat(300_000), redirect: "manual" } as const;
  expect((await fetch(`${server.url}/nobody/settings/members`, sent)).status).toBe(405);
});

test("without a mail server the page of forgotten passwords says so and shows no link", async () => {
  const page = await (await fetch(`${server.url}/forgot-password`)).text();
  expect(page).toContain("This installation sends no email");
  expect(page).toContain("npm run people -- reset-link EMAIL");
  expect(page).not.toContain("/reset-password");
});

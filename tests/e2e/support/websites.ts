import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { HttpClientNode } from "@journyio/http";
import { Client } from "@journyio/sdk";
import { expect, type Page } from "@playwright/test";
import { prisma } from "@/lib/db/prisma";
import { createVerificationSecret, encryptVerificationSecret } from "@/lib/identity-verification/secret";
import { createId } from "@/lib/ids";
import { createApplicationIn } from "@/tests/support/factories/application";
import { callApi } from "./applications";

export type Website = { id: string; domain: string; trackerId: string; secret: string; key: string };

type Settings = {
  domain?: string;
  allowsAnyDomain?: boolean;
  honorsOptOut?: boolean;
  verifiesIdentities?: boolean;
};

/** A website in its own workspace. Browsers resolve every ".localhost" name to this machine. */
export async function createWebsite(settings: Settings = {}): Promise<Website> {
  const domain = `shop-${randomUUID().slice(0, 8)}.localhost`;
  const { workspaceId, key } = await createApplicationIn();
  const [id, trackerId, secret] = [createId(), createId(), createVerificationSecret()];
  const encryptedSecret = encryptVerificationSecret(secret);
  await prisma.website.create({
    data: { workspaceId, id, trackerId, encryptedSecret, domain, ...settings },
  });
  return { id, domain, trackerId, secret, key };
}

function connect({ key }: Website): Client {
  return new Client(new HttpClientNode(5000), { apiKey: key, rootUrl: `${process.env.BASE_URL}/api` });
}

/** Computes a proof as the website's server does. */
export function prove({ secret }: Website, claim: `${"user" | "account"}:${string}`): string {
  return createHmac("sha256", secret).update(claim).digest("hex");
}

type PageServer = { port: number; stop: () => void };

/**
 * Serves the website's pages on a free port. Each has the snippet and a button "Sign in", which links the browser to
 * the user 20180.
 */
export async function servePages(
  website: Website,
  headers: Record<string, string> = {},
): Promise<PageServer> {
  const client = connect(website);
  const found = await client.getTrackingSnippet({ domain: website.domain });
  if (!found.success) throw new Error("The website has no snippet.");
  const { snippet } = found.data;
  const nonce = /'nonce-(\w+)'/.exec(headers["content-security-policy"] ?? "")?.[1];
  const html = `<!doctype html><html><head><title>Shop</title>${nonce ? snippet.replace("<script", `<script nonce="${nonce}"`) : snippet}
    </head><body><form method="post" action="/sign-in"><button>Sign in</button></form></body></html>`;
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      const deviceId = /__journey=([^;]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
      const { success } = await client.link({ deviceId, userId: "20180" });
      response.writeHead(success ? 303 : 500, { location: "/welcome" }).end();
    } else response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(html);
  });
  server.listen(0);
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, stop: () => server.close().closeAllConnections() };
}

export type Listed = { name: string; metadata: Record<string, unknown> };

/** A user's events, newest first; undefined for an unknown user. */
export async function readEvents({ key }: Website, userId: string): Promise<Listed[] | undefined> {
  const response = await callApi(`/users/${userId}/events`, key);
  return response.status === 404 ? undefined : (await response.json()).data;
}

/** The website's counters, and the number of its events. */
export async function readWebsite({ id }: Website) {
  const counts = { foreignCount: true, unverifiedCount: true };
  const website = await prisma.website.findFirst({ where: { id }, select: counts });
  return website && { ...website, events: await prisma.event.count({ where: { websiteId: id } }) };
}

export function expectEvents(website: Website, count: number): Promise<void> {
  return expect.poll(async () => (await readWebsite(website))?.events).toBe(count);
}

/** Collects the page's uncaught errors. */
export function recordErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  return errors;
}

/** Calls the page's `journy` once the script is loaded. */
export async function journy(page: Page, command: string, options: object): Promise<void> {
  await page.waitForFunction("window.journy.isLoaded");
  await page.evaluate(
    ([name, given]) => (window as unknown as { journy: (...call: unknown[]) => void }).journy(name, given),
    [command, options] as const,
  );
}

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { build } from "esbuild";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createConnectorIn, type TestConnector } from "@/tests/support/factories/connector";

/** Bundles a page's module with the unmodified library from npm. */
export async function bundleModule(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
  });
  return outputFiles[0]?.text ?? "";
}

export type BrowserConnector = TestConnector & { domain: string };

/** A connector of a page's domain, which is a website of the workspace. Browsers resolve every ".localhost" name to this machine. */
export async function createBrowserConnector(): Promise<BrowserConnector> {
  const domain = `shop-${randomUUID().slice(0, 8)}.localhost`;
  const connector = await createConnectorIn(undefined, { type: "browser", domains: [domain] });
  const { workspaceId } = connector;
  await prisma.website.create({ data: { workspaceId, id: createId(), domain, trackerId: createId() } });
  return { ...connector, domain };
}

type LoadOptions = {
  /** The second argument of `load`. */
  options?: object;
  /** Without it, the settings that the server sends decide where messages go. */
  apiHost?: string;
};

/** Serves pages that load the library as an integration does: the write key and our URL are all that they set. */
export async function serveLibraryPages(
  { domain, writeKey }: BrowserConnector,
  { options = {}, apiHost }: LoadOptions = {},
) {
  const settings = { writeKey, cdnURL: process.env.BASE_URL };
  const host = apiHost && { "Segment.io": { apiHost, protocol: "http" } };
  const load = [settings, host ? { integrations: merge(options, host) } : options];
  const script = await bundleModule(`
    import { AnalyticsBrowser } from "@segment/analytics-next";
    window.analytics = AnalyticsBrowser.load(...${JSON.stringify(load)});`);
  return servePage(domain, '<script src="/page.js"></script>', script);
}

function merge(options: object, host: { "Segment.io": object }): object {
  const { integrations } = options as { integrations?: { "Segment.io"?: object } };
  return { "Segment.io": { ...integrations?.["Segment.io"], ...host["Segment.io"] } };
}

/** Serves this page on every path of "http://www.DOMAIN", and its script on /page.js. */
export async function servePage(domain: string, head: string, script = "") {
  const html = `<!doctype html><html><head><title>Shop</title>${head}</head><body><h1>Shop</h1></body></html>`;
  const server = createServer(({ url }, response) => {
    if (url === "/page.js") response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    else response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
  });
  await once(server.listen(0), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://www.${domain}:${port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type Call = [name: string, ...args: unknown[]];

/** Calls the library in the same tick, as a page does. */
export async function callLibrary(page: Page, ...calls: Call[]): Promise<void> {
  await page.evaluate((list) => {
    const { analytics } = window as unknown as { analytics: Record<string, (...args: unknown[]) => void> };
    for (const [name, ...args] of list) analytics[name]?.(...args);
  }, calls);
}

/** Tracks these events, and waits until the library has sent them or added them to a batch. */
export async function trackAll(page: Page, names: readonly string[]): Promise<void> {
  await page.evaluate(async (list) => {
    const { analytics } = window as unknown as { analytics: { track: (name: string) => Promise<unknown> } };
    await Promise.all(list.map((name) => analytics.track(name)));
  }, names);
}

/** Collects the hosts that the page sends requests to. */
export function recordHosts(page: Page): Set<string> {
  const hosts = new Set<string>();
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  return hosts;
}

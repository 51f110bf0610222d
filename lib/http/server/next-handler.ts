import { createServer, type RequestListener } from "node:http";

/** Starts Next. A process that answers no pages never loads it, and needs less memory. */
export async function startNext(
  port: number,
): Promise<{ answer: RequestListener; close: () => Promise<void> }> {
  const { default: next } = await import("next");
  // Next requests the target of an action's redirect from itself.
  process.env.__NEXT_PRIVATE_ORIGIN = `http://localhost:${port}`;
  // Next adds an `upgrade` listener to its server, after which Node answers no request with that header. This server never listens.
  const app = next({ dev: false, dir: process.cwd(), port, httpServer: createServer() });
  await app.prepare();
  return { answer: app.getRequestHandler(), close: () => app.close() };
}

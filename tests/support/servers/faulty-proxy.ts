import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** An answer instead of that of the server. */
type Answer = { status: number; headers?: Record<string, string>; body?: string };

/** The server answers; then the connection is cut, or stays open without the answer. */
export type Fault = Answer | "lost answer" | "held answer";

type SeenRequest = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer };

/**
 * A proxy in front of a server that fails by plan: the first POST requests meet the faults, the next ones are forwarded. The
 * connection is cut when the server is away.
 */
export async function openFaultyProxy(origin: string, faults: readonly Fault[] = []) {
  const plan = [...faults];
  const requests: SeenRequest[] = [];
  let target: string | Promise<string> = origin;
  let always: Fault | undefined;
  const server = createServer(async (incoming, answer) => {
    try {
      const body = await buffer(incoming);
      const { method = "", url: path = "", headers } = incoming;
      requests.push({ method, path, headers, body });
      const fault = method === "POST" ? (always ?? plan.shift()) : undefined;
      if (typeof fault === "object") {
        answer.writeHead(fault.status, fault.headers).end(fault.body);
        return;
      }
      const { hostname, port } = new URL(await target);
      const onward = send({ hostname, port, method, path, headers, agent: false }).end(body);
      const [response] = await once(onward, "response");
      const received = await buffer(response);
      if (fault === "lost answer") answer.destroy();
      else if (fault !== "held answer") answer.writeHead(response.statusCode, response.headers).end(received);
    } catch {
      answer.destroy();
    }
  });
  await once(server.listen(0), "listening");
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    requests,
    /** Every request meets this fault. */
    failAlways: (fault: Fault) => {
      always = fault;
    },
    /** Forwards later requests to another server; holds them until the promise names it. */
    redirectTo: (next: string | Promise<string>) => {
      target = next;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type FaultyProxy = Awaited<ReturnType<typeof openFaultyProxy>>;

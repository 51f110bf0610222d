import { once } from "node:events";
import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";

/** A reverse proxy that sends its own Host, like nginx with a bare `proxy_pass`, and these headers. */
export async function openHttpProxy(origin: string, headers: Record<string, string> = {}) {
  const { hostname, port, host } = new URL(origin);
  const server = createServer((incoming, answer) => {
    const { method, url: path } = incoming;
    const forwarded = { ...incoming.headers, host, ...headers };
    const onward = send({ hostname, port, method, path, headers: forwarded }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    incoming.pipe(onward);
  });
  await once(server.listen(0), "listening");
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

import type { RequestListener, Server } from "node:http";
import type { Socket } from "node:net";
import { minute, second } from "@/lib/time";

/** Limits of one connection, as docs/security.md lists them. */
export const connectionLimits = {
  /** Requests that may wait on a connection. It closes after answering them. */
  maxPipelined: 100,
  /** Time for a client to read a part of the waiting response. */
  writeTimeout: minute,
};

/** The first request is being answered. */
type Connection = { requests: (() => void)[]; isFull: boolean };

const connections = new WeakMap<Socket, Connection>();

/**
 * Answers the requests of a connection one after the other. Node starts all requests of a packet concurrently and
 * buffers their responses: a client that pipelines hundreds of requests would delay all others.
 */
export function answerInTurn(respond: RequestListener, { maxPipelined } = connectionLimits): RequestListener {
  return (request, response) => {
    const { socket } = request;
    const connection = connections.get(socket) ?? { requests: [], isFull: false };
    connections.set(socket, connection);
    if (connection.isFull) return;
    const { requests } = connection;
    response.once("close", () => {
      if (socket.destroyed) return;
      requests.shift();
      requests[0]?.();
      if (requests.length === 0) socket.resume();
    });
    const length = requests.push(() => respond(request, response));
    if (length === 1) return requests[0]?.();
    // Stops reading until these are answered.
    socket.pause();
    connection.isFull = length >= maxPipelined;
    if (connection.isFull) response.setHeader("connection", "close");
  };
}

/** Closes connections that are idle for `keepAlive`, or whose client stops reading a response. */
export function limitIdleTime(
  server: Server,
  { keepAlive, writeTimeout = connectionLimits.writeTimeout }: { keepAlive: number; writeTimeout?: number },
): void {
  server.keepAliveTimeout = keepAlive;
  // A load balancer may send its next request when the idle time ends.
  server.headersTimeout = keepAlive + 5 * second;
  server.requestTimeout = Math.max(server.requestTimeout, server.headersTimeout);
  server.timeout = writeTimeout;
  server.on("timeout", (socket) => {
    const isIdle = connections.get(socket)?.requests.length === 0;
    // Slow handlers are allowed. Node limits the time of headers and bodies.
    if (isIdle || socket.writableLength > 0) socket.destroy();
  });
}

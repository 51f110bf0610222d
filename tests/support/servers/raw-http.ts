import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A connection to a server, for requests that no HTTP library would send. */
export async function openSocket(origin: string): Promise<Socket> {
  const socket = connect(Number(new URL(origin).port), "localhost");
  // The server may respond and close before the whole body is sent.
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Sends text on a new connection, and reads until the server closes it. */
export async function exchange(origin: string, text: string): Promise<string> {
  const socket = await openSocket(origin);
  socket.write(text);
  return readToEnd(socket);
}

export async function readToEnd(socket: Socket): Promise<string> {
  let received = "";
  socket.setEncoding("utf8").on("data", (data: string) => {
    received += data;
  });
  await once(socket, "close");
  return received;
}

export function toText(line: string, headers: readonly string[], body = ""): string {
  return [line, ...headers, "", body].join("\r\n");
}

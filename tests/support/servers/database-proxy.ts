import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A proxy to the database that can be cut and restored, and counts the database's bytes. */
export async function openDatabaseProxy(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let received = 0;
  const relay = (socket: Socket) => {
    const database = connect(Number(target.port), target.hostname);
    for (const end of [socket, database]) sockets.add(end.on("error", () => {}));
    socket.pipe(database).pipe(socket);
    database.on("data", (bytes) => {
      received += bytes.length;
    });
  };
  let server: Server;
  const listen = async (port: number) => {
    server = createServer(relay).listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as { port: number }).port;
  };
  const port = await listen(0);
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    received: () => received,
    cut: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    restore: () => listen(port),
  };
}

export type DatabaseProxy = Awaited<ReturnType<typeof openDatabaseProxy>>;

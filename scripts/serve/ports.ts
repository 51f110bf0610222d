import { once } from "node:events";
import { createServer } from "node:net";
import { CommandError, isSystemError } from "../command/run-command";

/** A port that nothing listens on at this moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("The system gave no free port.");
  return address.port;
}

/** Fails with a sentence where a server could not listen on the port. */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port);
    await once(server, "listening");
  } catch (error) {
    const other = `PORT=${port < 65_535 && port >= 1024 ? port + 1 : 3000}`;
    if (isSystemError(error, "EACCES")) {
      throw new CommandError(`Port ${port} is not for everybody to listen on. Choose another: ${other}`);
    }
    if (!isSystemError(error, "EADDRINUSE")) throw error;
    throw new CommandError(`Port ${port} is taken. Stop what listens there, or choose another: ${other}`);
  } finally {
    server.close();
  }
}

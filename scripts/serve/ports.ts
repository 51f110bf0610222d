import { once } from "node:events";
import { createServer } from "node:net";
import { CommandError, isSystemError } from "../command/run-command";

/** Returns a port that is free at this moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port.");
  return address.port;
}

/** Throws CommandError if a server could not listen on the port. */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen(port);
    await once(server, "listening");
  } catch (error) {
    const other = `PORT=${port < 65_535 && port >= 1024 ? port + 1 : 3000}`;
    if (isSystemError(error, "EACCES")) {
      throw new CommandError(`Port ${port} needs root permissions. Choose another: ${other}`);
    }
    if (!isSystemError(error, "EADDRINUSE")) throw error;
    throw new CommandError(`Port ${port} is in use. Stop the other program, or choose another: ${other}`);
  } finally {
    server.close();
  }
}

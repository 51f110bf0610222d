import { spawn } from "node:child_process";
import { once } from "node:events";
import { endingSignals, Failure } from "./failure";

/**
 * Runs the server until it ends. Signals are passed on, and the server finishes what it has begun.
 * It is in a process group of its own: of a Ctrl-C it hears once, and from here.
 */
export async function serve(
  args: string[],
  env: Record<string, string>,
  onReady: () => void = () => {},
): Promise<void> {
  const server = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  let asked = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    server.kill("SIGTERM");
    setTimeout(() => server.kill("SIGKILL"), 20_000).unref();
  };
  for (const signal of endingSignals) process.removeAllListeners(signal).on(signal, ask);
  server.on("message", (message) => message === "ready" && onReady());
  const [code, signal] = await once(server, "exit");
  if (!asked) throw new Failure(`The server ended by itself (${signal ?? `exit code ${code}`}).`);
}

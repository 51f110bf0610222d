import { spawn } from "node:child_process";
import { once } from "node:events";
import { env as environment } from "@/lib/env";
import { second } from "@/lib/time";
import { CommandError, endingSignals } from "../command/run-command";

/** Seconds that the server has to finish what it has begun, once it has drained. */
const stopTimeoutSeconds = 20;

/**
 * Runs the server until it ends. Signals are passed on, and the server finishes what it has begun. Only a supervisor's
 * SIGTERM makes it drain first: a closed terminal is like a Ctrl-C.
 * It is in a process group of its own: of a Ctrl-C it hears once, and from here.
 */
export async function serve(
  args: string[],
  env: Record<string, string>,
  onReady: (pid: number | undefined) => void = () => {},
): Promise<void> {
  const server = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  let asked = false;
  const limit = stopTimeoutSeconds + environment().DRAIN_SECONDS;
  const ask = (signal: NodeJS.Signals) => {
    if (asked) return;
    asked = true;
    server.kill(signal === "SIGTERM" ? "SIGTERM" : "SIGINT");
    setTimeout(() => server.kill("SIGKILL"), limit * second).unref();
  };
  for (const signal of endingSignals) process.removeAllListeners(signal).on(signal, ask);
  server.on("message", (message) => message === "ready" && onReady(server.pid));
  const [code, signal] = await once(server, "exit");
  if (!asked) throw new CommandError(`The server ended by itself (${signal ?? `exit code ${code}`}).`);
  if (signal === "SIGKILL") {
    throw new CommandError(
      `The server did not end within ${limit} seconds and was ended by force: rows of the log may be lost.`,
    );
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { env as environment } from "@/lib/env";
import { second } from "@/lib/time";
import { CommandError, endingSignals } from "../command/run-command";

/** Seconds for requests in progress after draining. Then the server is killed. */
const stopTimeoutSeconds = 20;

/**
 * Runs the server until it exits and forwards signals, so that it finishes the requests in progress. Only SIGTERM, from a
 * supervisor, drains first. The server has its own process group: it receives Ctrl-C once, from here.
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
  let stopping = false;
  const limit = stopTimeoutSeconds + environment().DRAIN_SECONDS;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    server.kill(signal === "SIGTERM" ? "SIGTERM" : "SIGINT");
    setTimeout(() => server.kill("SIGKILL"), limit * second).unref();
  };
  for (const signal of endingSignals) process.removeAllListeners(signal).on(signal, stop);
  server.on("message", (message) => message === "ready" && onReady(server.pid));
  const [code, signal] = await once(server, "exit");
  if (!stopping) throw new CommandError(`The server exited unexpectedly (${signal ?? `exit code ${code}`}).`);
  if (signal === "SIGKILL") {
    throw new CommandError(
      `The server did not stop within ${limit} seconds and was killed: log rows may be lost.`,
    );
  }
}

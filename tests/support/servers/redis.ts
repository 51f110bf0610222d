import { spawn } from "node:child_process";
import { once } from "node:events";
import { findFreePort } from "@/scripts/serve/ports";
import { findProgram } from "@/scripts/test/debian-package";

export type RedisServer = {
  /** For REDIS_URL. */
  url: string;
  /** Kills the process, as a crash does: its data is lost. */
  kill: () => Promise<unknown>;
  /** Starts it again, empty, on the same port. */
  start: () => Promise<void>;
  /** Stops answering, with open connections, until `resume`. */
  pause: () => void;
  resume: () => void;
};

/** Starts a real Redis on loopback, without files. `kill` it in the end; it does not outlive this process. */
export async function startRedis(...settings: string[]): Promise<RedisServer> {
  const program = findProgram("redis-server");
  if (!program) throw new Error("redis-server is missing: npm test -- api installs it.");
  const port = await findFreePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", "/tmp", ...settings];
  let server: ReturnType<typeof spawn> | undefined;
  const killNow = () => server?.kill("SIGKILL");
  process.on("exit", killNow);

  async function start(): Promise<void> {
    const started = spawn(program as string, args, { stdio: ["ignore", "pipe", "ignore"] });
    server = started;
    let output = "";
    await new Promise<void>((resolve, reject) => {
      started.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.includes("Ready to accept connections")) resolve();
      });
      started.once("exit", () => reject(new Error(`Redis did not start:\n${output}`)));
    });
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill: async () => {
      const killed = server;
      server = undefined;
      if (!killed || killed.exitCode !== null || killed.signalCode !== null) return;
      const exited = once(killed, "exit");
      killed.kill("SIGKILL");
      await exited;
    },
    pause: () => void server?.kill("SIGSTOP"),
    resume: () => void server?.kill("SIGCONT"),
  };
}

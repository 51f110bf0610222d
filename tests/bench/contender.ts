import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { nodeFlags } from "@/scripts/build/production-build";
import { CommandError } from "@/scripts/command/run-command";
import { findFreePort } from "@/scripts/serve/ports";

export type Contender = {
  name: string;
  url: string;
  pid: number;
  /** Processor seconds of all its threads so far; NaN on systems other than Linux. */
  processorSeconds: () => number;
  stop: () => Promise<void>;
};

/** Starts a server that says "ready" to its parent once it listens on PORT. */
export async function startContender(
  name: string,
  program: string,
  env: Record<string, string>,
): Promise<Contender> {
  const port = await findFreePort();
  const child = spawn(process.execPath, [...nodeFlags, program], {
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [message] = await Promise.race([once(child, "message"), once(child, "exit")]);
  if (message !== "ready") throw new CommandError(`${name} did not start.`);
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    processorSeconds: () => readProcessorSeconds(child.pid),
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

function readProcessorSeconds(pid: number | undefined): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  // See proc_pid_stat(5): the program's name may contain spaces, so the fields are counted after it, from the state.
  const fields = readFileSync(file, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** USER_HZ: 100 on every Linux platform of Node.js. */
const ticksPerSecond = 100;

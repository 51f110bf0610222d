import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export type Outcome = { ok: boolean; stdout: string; output: string };

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill();
});

/** Runs a program of this project's to its end and keeps what it says: on stdout, and altogether. */
export async function run(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const outcome = { ok: false, stdout: "", output: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    outcome.stdout += text;
    outcome.output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    outcome.output += text;
  });
  const [code] = await once(child, "close");
  running.delete(child);
  return { ...outcome, ok: code === 0 };
}

/** Runs another script of this project's, the way that this one was run. */
export function runScript(path: string, args: string[], env: Record<string, string>): Promise<Outcome> {
  return run([...process.execArgv, path, ...args], env);
}

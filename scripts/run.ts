import { spawn } from "node:child_process";
import { once } from "node:events";

export type Outcome = { ok: boolean; output: string };

/** Runs a program of this project's to its end and keeps what it says. */
export async function run(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, "close");
  return { ok: code === 0, output };
}

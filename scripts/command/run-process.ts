import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";

export type ProcessResult = { ok: boolean; stdout: string; output: string };

type Environment = Record<string, string>;

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill();
});

/** Runs a program to its end and keeps what it says: on stdout, and altogether. */
export async function runProcess(
  program: string,
  args: string[],
  env: Environment = {},
): Promise<ProcessResult> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const outcome = { ok: false, stdout: "", output: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    outcome.stdout += text;
    outcome.output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    outcome.output += text;
  });
  outcome.ok = await succeeds(child);
  return outcome;
}

/** Runs a program of this project's to its end and keeps what it says. */
export function runNode(args: string[], env: Environment = {}): Promise<ProcessResult> {
  return runProcess(process.execPath, args, env);
}

/** Runs a TypeScript file of this project's the way that package.json does. */
export function runScript(args: string[], env: Environment = {}): Promise<ProcessResult> {
  return runNode(["--import", "tsx", "--conditions=react-server", ...args], env);
}

/** Runs a program of this project's in the sight of the person who waits for it. True when it succeeds. */
export function runNodeVisibly(args: string[], env: Environment = {}): Promise<boolean> {
  const options: SpawnOptions = { env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit"] };
  return succeeds(spawn(process.execPath, args, options));
}

async function succeeds(child: ChildProcess): Promise<boolean> {
  running.add(child);
  try {
    const [code] = await once(child, "close");
    return code === 0;
  } finally {
    running.delete(child);
  }
}

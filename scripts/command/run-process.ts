import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";

export type ProcessResult = { ok: boolean; stdout: string; output: string };

type Environment = Record<string, string>;

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill();
});

/** Runs a program and captures its output. `output` is stdout and stderr in order. */
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

/** Runs a Node.js program and captures its output. */
export function runNode(args: string[], env: Environment = {}): Promise<ProcessResult> {
  return runProcess(process.execPath, args, env);
}

/** Runs a TypeScript file with the flags of package.json. */
export function runScript(args: string[], env: Environment = {}): Promise<ProcessResult> {
  return runNode(["--import", "tsx", "--conditions=react-server", ...args], env);
}

/** Runs a Node.js program with its output on the terminal. Returns whether it succeeded. */
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

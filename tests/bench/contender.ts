import { spawn } from "node:child_process";
import { once } from "node:events";
import { Failure } from "@/scripts/failure";
import { findFreePort } from "@/scripts/ports";
import { nodeFlags } from "@/scripts/production-build";

export type Contender = { name: string; url: string; stop: () => Promise<void> };

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
  if (message !== "ready") throw new Failure(`${name} did not start.`);
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, rmSync } from "node:fs";
import { bundleCommands, findBuild, nodeFlags, toEnvironment } from "@/scripts/build/production-build";
import { findFreePort } from "@/scripts/serve/ports";

export type TestServer = {
  url: string;
  pid: number;
  /** The output of the process so far. */
  output: () => string;
  /** Closes the pipes that the process writes its output to. */
  closeOutput: () => void;
  /** Stops the server with SIGTERM, as a deployment does. Returns its exit code. */
  stop: () => Promise<number | null>;
  /** Kills the process, as a crash does. */
  kill: () => Promise<unknown>;
};

/** Shared by the servers and the seed: it encrypts websites' secrets. */
export const nextAuthSecret = "a secret of the tests, which guards nothing at all";

type Options = {
  databaseUrl: string;
  /** The port of a stopped server, to reuse it. Default: a free port. */
  port?: number;
  /** False: API calls go through Next. */
  fastPath?: boolean;
  rateLimitPerMinute?: number;
  /** Runs `node dist/start.mjs`, as a deployment does, with this many workers. Default: one process without a supervisor. */
  workers?: number;
  /** The output is also written to this file, for other processes. */
  outputFile?: string;
  env?: Record<string, string>;
};

/** Starts the built production server, as `npm start` does. */
export async function startServer(options: Options): Promise<TestServer> {
  const build = findBuild();
  if (!build) throw new Error("The production build is missing or out of date: npm run build");
  const port = options.port ?? (await findFreePort());
  const url = `http://localhost:${port}`;
  const commands = `dist/test-${process.pid}-${port}`;
  if (options.workers) await bundleCommands(build, commands);
  const args = options.workers ? [`${commands}/start.mjs`] : [...nodeFlags, build.server];
  const server = spawn(process.execPath, args, {
    env: {
      ...process.env,
      NEXTAUTH_SECRET: nextAuthSecret,
      NEXTAUTH_URL: url,
      PORT: String(port),
      DATABASE_URL: options.databaseUrl,
      FAST_PATH: options.fastPath === false ? "off" : "on",
      RATE_LIMIT_PER_MINUTE: String(options.rateLimitPerMinute ?? 1800),
      PAGE_LIMIT_PER_MINUTE: "1000000",
      // Without a load balancer the server need not drain.
      DRAIN_SECONDS: "0",
      WORKERS: String(options.workers ?? 1),
      ...options.env,
      ...toEnvironment(build),
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (options.outputFile) appendFileSync(options.outputFile, text);
    });
  }
  const exited = once(server, "exit").then(([code]: (number | null)[]) => {
    rmSync(commands, { recursive: true, force: true });
    return code ?? null;
  });
  await Promise.race([once(server, "message"), exited]);
  if (server.exitCode !== null) throw new Error(`The server did not start:\n${output}`);
  const stop = () => {
    server.kill("SIGTERM");
    return exited;
  };
  const kill = () => {
    server.kill("SIGKILL");
    return exited;
  };
  const closeOutput = () => {
    server.stdout?.destroy();
    server.stderr?.destroy();
  };
  return { url, pid: server.pid ?? 0, output: () => output, closeOutput, stop, kill };
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { findBuild, nodeFlags, toEnvironment } from "@/scripts/build/production-build";
import { findFreePort } from "@/scripts/serve/ports";

export type TestServer = {
  url: string;
  pid: number;
  /** Everything that the process has printed so far. */
  output: () => string;
  /** Asks the server to finish, as a deployment would, and waits for it. Returns its exit code. */
  stop: () => Promise<number | null>;
  /** Ends it at once, as a crash would. */
  kill: () => Promise<unknown>;
};

/** The secret of every server here, and of whoever seeds its database: websites' secrets are encrypted with it. */
export const nextAuthSecret = "a secret of the tests, which guards nothing at all";

type Options = {
  databaseUrl: string;
  /** Where a server was before that has gone. Otherwise on a free one. */
  port?: number;
  /** False: the API's calls go through Next. */
  fastPath?: boolean;
  rateLimitPerMinute?: number;
  /** Everything that the process prints goes there too, for whoever looks from another process. */
  outputFile?: string;
  env?: Record<string, string>;
};

/** Starts the production server, as `npm start` does. It must have been built. */
export async function startServer(options: Options): Promise<TestServer> {
  const build = findBuild();
  if (!build) throw new Error("The production build is missing or out of date: npm run build");
  const port = options.port ?? (await findFreePort());
  const url = `http://localhost:${port}`;
  const server = spawn(process.execPath, [...nodeFlags, build.server], {
    env: {
      ...process.env,
      NEXTAUTH_SECRET: nextAuthSecret,
      NEXTAUTH_URL: url,
      PORT: String(port),
      DATABASE_URL: options.databaseUrl,
      FAST_PATH: options.fastPath === false ? "off" : "on",
      RATE_LIMIT_PER_MINUTE: String(options.rateLimitPerMinute ?? 1800),
      PAGE_LIMIT_PER_MINUTE: "1000000",
      // No load balancer watches these servers.
      DRAIN_SECONDS: "0",
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
  const exited = once(server, "exit").then(([code]: (number | null)[]) => code ?? null);
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
  return { url, pid: server.pid ?? 0, output: () => output, stop, kill };
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findFreePort } from "@/scripts/serve/ports";
import { findProgram } from "@/scripts/test/debian-package";

type ProxyName = "nginx" | "haproxy";

const proxies = {
  nginx: {
    file: "deploy/nginx.conf",
    toArgs: (file: string, folder: string) => ["-c", file, "-p", folder, "-g", "daemon off;"],
  },
  haproxy: { file: "deploy/haproxy.cfg", toArgs: (file: string) => ["-db", "-f", file] },
};

/** Starts the proxy with its file of deploy/, on a free port and in front of these two servers. */
export async function startReverseProxy(name: ProxyName, servers: readonly [string, string]) {
  const program = findProgram(name);
  if (!program) throw new Error(`${name} is missing: npm test -- api installs it.`);
  const folder = mkdtempSync(join(tmpdir(), `${name}-test-`));
  const port = await findFreePort();
  const { file, toArgs } = proxies[name];
  const replaced = [
    ["app1:3000", new URL(servers[0]).host.replace("localhost", "127.0.0.1")],
    ["app2:3000", new URL(servers[1]).host.replace("localhost", "127.0.0.1")],
    [/(listen |bind :)8080/, `$1${port}`],
    ["/tmp/", `${folder}/`],
    // The test may run as root, whose files other accounts cannot read.
    [
      /^worker_processes auto;/m,
      process.getuid?.() === 0 ? "user root;\nworker_processes 1;" : "worker_processes 1;",
    ],
  ] as const;
  let text = readFileSync(file, "utf8");
  for (const [from, to] of replaced)
    text = text.replaceAll(typeof from === "string" ? from : new RegExp(from, "gm"), to);
  const written = join(folder, "configuration");
  writeFileSync(written, text);
  const proxy = spawn(program, toArgs(written, folder), { stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  proxy.stderr.setEncoding("utf8").on("data", (line: string) => {
    output += line;
  });
  const killNow = () => proxy.kill("SIGTERM");
  process.on("exit", killNow);
  while (!(await canConnect(port))) {
    if (proxy.exitCode !== null) throw new Error(`${name} did not start:\n${output}`);
    await pause(20);
  }
  return {
    url: `http://localhost:${port}`,
    output: () => output,
    stop: async () => {
      process.off("exit", killNow);
      if (proxy.exitCode === null && proxy.kill("SIGTERM")) await once(proxy, "exit");
      rmSync(folder, { recursive: true });
    },
  };
}

export type ReverseProxy = Awaited<ReturnType<typeof startReverseProxy>>;

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

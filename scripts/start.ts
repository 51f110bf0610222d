import { parseArgs } from "node:util";
import {
  type Build,
  findBuild,
  makeBuild,
  markInUse,
  nodeFlags,
  toEnvironment,
} from "./build/production-build";
import { withProgress } from "./command/progress";
import { CommandError, runCommand, toSentence } from "./command/run-command";
import { type Demo, seedOnce } from "./database/seed-once";
import { prepare } from "./serve/prepare";
import type { Program } from "./serve/server-process";
import { supervise } from "./serve/supervisor";

await runCommand(async () => {
  readArguments();
  await prepare();
  const build = findBuild() ?? (await withProgress("Building the application", makeBuild));
  await start(build, await seedOnce());
});

function readArguments(): void {
  try {
    const { values } = parseArgs({ options: { workers: { type: "string" } } });
    if (values.workers) process.env.WORKERS = values.workers;
  } catch (error) {
    throw new CommandError(`${toSentence(error)}\nUsage: npm start -- --workers auto|NUMBER`);
  }
}

async function start(first: Build, demo: Demo | null): Promise<void> {
  const url = process.env.NEXTAUTH_URL ?? "";
  let build = first;
  const findProgram = (): Program => {
    // After `npm run build`, SIGHUP changes to the new build.
    build = findBuild() ?? build;
    markInUse(build, process.pid);
    return { script: build.server, nodeFlags, env: toEnvironment(build) };
  };
  await supervise({
    findProgram,
    onReady: () => console.log(demo ? describeDemo(url, demo) : `\n  Ready       ${url}\n`),
  });
}

function describeDemo(url: string, { email, password, workspace, key }: Demo): string {
  const curl = (apiKey: string) => `curl ${url}/api/validate -H "x-api-key: ${apiKey}"`;
  const create = `API_KEY=$(npm run -s keys -- create --workspace ${workspace} --name "My key" --permissions all)`;
  const call = key ? [curl(key)] : [create, curl("$API_KEY")];
  return `
  Open        ${url}
  Sign in as  ${email}
  Password    ${password}
  Call        ${call.join("\n              ")}

  Ctrl-C stops it.
`;
}

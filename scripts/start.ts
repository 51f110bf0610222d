import {
  type Build,
  findBuild,
  makeBuild,
  markInUse,
  nodeFlags,
  toEnvironment,
} from "./build/production-build";
import { withProgress } from "./command/progress";
import { runCommand } from "./command/run-command";
import { type Demo, seedOnce } from "./database/seed-once";
import { prepare } from "./serve/prepare";
import { serve } from "./serve/serve";

await runCommand(async () => {
  await prepare();
  const build = findBuild() ?? (await withProgress("Building the application", makeBuild));
  await start(build, await seedOnce());
});

async function start(build: Build, demo: Demo | null): Promise<void> {
  const url = process.env.NEXTAUTH_URL ?? "";
  await serve([...nodeFlags, build.server], toEnvironment(build), (pid) => {
    markInUse(build, pid);
    console.log(demo ? describeDemo(url, demo) : `\n  Ready       ${url}\n`);
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

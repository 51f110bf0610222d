import { join } from "node:path";
import { env } from "@/lib/env";
import { withProgress } from "../command/progress";
import { CommandError } from "../command/run-command";
import { runScript } from "../command/run-process";
import { getOrCreateSecret } from "../serve/secret-file";
import { getDataFolder } from "./database";

/** Whom to sign in as, and the key of an application that may do everything; the key only after the first seed. */
export type Demo = { workspace: string; email: string; password: string; key: string | null };

type Report = { seeded: boolean; demo: { workspace: string; email: string; passwordFits: boolean } | null };

/** Seeds an empty database, where that is wanted, and leaves any other as it is. Null where there is no demo. */
export async function seedOnce(): Promise<Demo | null> {
  return isSeedEnabled() ? withProgress("Looking after the demo workspace", seed) : null;
}

/** Production gets the demo only where it is asked for. */
function isSeedEnabled(): boolean {
  return (env().SEED ?? (process.env.NODE_ENV === "production" ? "none" : "demo")) === "demo";
}

async function seed(): Promise<Demo | null> {
  const password = env().DEMO_PASSWORD ?? getOrCreateSecret(join(getDataFolder(), "demo-password"), 9);
  const { ok, stdout, output } = await runScript(["scripts/seed.ts"], { DEMO_PASSWORD: password });
  if (!ok) throw new CommandError(`The demo workspace could not be made.\n${output.trim()}`);
  const { seeded, demo } = JSON.parse(stdout) as Report;
  if (!demo) return null;
  return {
    ...demo,
    password: demo.passwordFits ? password : "(the one that the demo was made with)",
    key: seeded ? await createKey(demo.workspace) : null,
  };
}

async function createKey(workspace: string): Promise<string> {
  const args = [
    "scripts/keys.ts",
    "create",
    "--workspace",
    workspace,
    "--name",
    "Quick start",
    "--permissions",
    "all",
  ];
  const { ok, stdout, output } = await runScript(args);
  if (!ok) throw new CommandError(`No API key could be made for the demo workspace.\n${output.trim()}`);
  return stdout.trim();
}

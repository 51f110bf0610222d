import { join } from "node:path";
import { env } from "@/lib/env";
import { withProgress } from "../command/progress";
import { CommandError } from "../command/run-command";
import { runScript } from "../command/run-process";
import { getOrCreateSecret } from "../serve/secret-file";
import { getDataFolder } from "./database";

/** The demo's owner, and a key with all permissions. The key is known only right after seeding. */
export type Demo = { workspace: string; email: string; password: string; key: string | null };

type Report = { seeded: boolean; demo: { workspace: string; email: string; passwordFits: boolean } | null };

/** Seeds an empty database if SEED allows it. Returns null if the database has no demo. */
export async function seedOnce(): Promise<Demo | null> {
  return isSeedEnabled() ? withProgress("Seeding the demo workspace", seed) : null;
}

/** In production the default is no demo. */
function isSeedEnabled(): boolean {
  return (env().SEED ?? (process.env.NODE_ENV === "production" ? "none" : "demo")) === "demo";
}

async function seed(): Promise<Demo | null> {
  const password = env().DEMO_PASSWORD ?? getOrCreateSecret(join(getDataFolder(), "demo-password"), 9);
  const { ok, stdout, output } = await runScript(["scripts/seed.ts"], { DEMO_PASSWORD: password });
  if (!ok) throw new CommandError(`The demo workspace could not be seeded.\n${output.trim()}`);
  const { seeded, demo } = JSON.parse(stdout) as Report;
  if (!demo) return null;
  return {
    ...demo,
    password: demo.passwordFits ? password : "(unchanged since the demo was seeded)",
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
  if (!ok)
    throw new CommandError(`The API key of the demo workspace could not be created.\n${output.trim()}`);
  return stdout.trim();
}

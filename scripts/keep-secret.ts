import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "./database";

/** A random secret of this installation: made on first use, kept in the data folder for its owner's eyes. */
export function keepSecret(name: string, bytes: number): string {
  const file = join(dataFolder(), name);
  if (existsSync(file)) return readFileSync(file, "utf8");
  const secret = randomBytes(bytes).toString("base64url");
  mkdirSync(dataFolder(), { recursive: true });
  writeFileSync(file, secret, { mode: 0o600 });
  return secret;
}

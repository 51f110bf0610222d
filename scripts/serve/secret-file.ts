import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isSystemError } from "../command/run-command";

/** A random secret of this installation: made on first use, kept in a file for its owner's eyes. */
export function getOrCreateSecret(file: string, bytes: number): string {
  if (!existsSync(file)) writeSecret(file, randomBytes(bytes).toString("base64url"));
  return readFileSync(file, "utf8");
}

/** Whole or not at all, and never over another one: of two processes that make it at once, both have the first's. */
function writeSecret(file: string, secret: string): void {
  const unfinished = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(unfinished, secret, { mode: 0o600 });
  try {
    linkSync(unfinished, file);
  } catch (error) {
    if (!isSystemError(error, "EEXIST")) throw error;
  } finally {
    rmSync(unfinished);
  }
}

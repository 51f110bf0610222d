import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isSystemError } from "../command/run-command";

/** Reads a secret from a file. The first use creates it at random, with mode 600. */
export function getOrCreateSecret(file: string, bytes: number): string {
  if (!existsSync(file)) writeSecret(file, randomBytes(bytes).toString("base64url"));
  return readFileSync(file, "utf8");
}

/** Links a finished file into place: concurrent processes all get the first secret, and never part of one. */
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

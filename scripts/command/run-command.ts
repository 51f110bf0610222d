import { constants } from "node:os";
import { setTimeout } from "node:timers/promises";
import { getErrorMessage } from "@/lib/errors";

/** An expected failure of a command. Only its message is printed, without a stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Ctrl-C, a supervisor, and a closed terminal. */
export const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a command and exits. An error is printed as one sentence with exit code 1. A signal exits immediately; child
 * processes end through their exit listener.
 */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  for (const signal of endingSignals)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  try {
    await main();
    process.exit();
  } catch (error) {
    // Ctrl-C also ends the child process, which makes main() throw: let the signal handler run first.
    await setTimeout(10);
    console.error(`✗ ${toSentence(error)}`);
    process.exit(1);
  }
}

export function toSentence(error: unknown): string {
  const sentence = getErrorMessage(error);
  // Node.js, PostgreSQL and Next word this error differently.
  if (!/no space left on device|check free disk space|ENOSPC/i.test(sentence)) return sentence;
  return "The disk is full. Free some space and run the command again.";
}

export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

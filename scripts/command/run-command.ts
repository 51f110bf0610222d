import { constants } from "node:os";
import { setTimeout } from "node:timers/promises";
import { getErrorMessage } from "@/lib/errors";

/** An expected failure of a command. Its message is the one sentence that the person in front of it reads. */
export class CommandError extends Error {
  override readonly name = "Failure";
}

/** Ctrl-C, the system's or a supervisor's wish, and a terminal that was closed. */
export const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a command to its end and exits: whatever it throws becomes one sentence and a non-zero exit code. A signal ends
 * it at once, and what it has started with it, since that listens to this process's exit.
 */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  for (const signal of endingSignals)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  try {
    await main();
    process.exit();
  } catch (error) {
    // A Ctrl-C ends the program that this one waits for as well, which is no failure: the signal is heard first.
    await setTimeout(10);
    console.error(`✗ ${toSentence(error)}`);
    process.exit(1);
  }
}

export function toSentence(error: unknown): string {
  const sentence = getErrorMessage(error);
  // Node.js, PostgreSQL and the build each say it in a text of their own, which has these words or this code.
  if (!/no space left on device|check free disk space|ENOSPC/i.test(sentence)) return sentence;
  return "The disk is full. Free some space, then run the command again.";
}

export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

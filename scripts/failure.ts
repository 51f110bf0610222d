/** An expected failure of a command. Its message is the one sentence that the person in front of it reads. */
export class Failure extends Error {
  override readonly name = "Failure";
}

/** Runs a command to its end and exits: whatever it throws becomes one sentence and a non-zero exit code. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
    process.exit();
  } catch (error) {
    console.error(`✗ ${sentenceOf(error)}`);
    process.exit(1);
  }
}

export function sentenceOf(error: unknown): string {
  if (isSystemError(error, "ENOSPC")) return "The disk is full. Free some space, then run the command again.";
  return error instanceof Error ? error.message : String(error);
}

export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

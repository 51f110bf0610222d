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
  const sentence = error instanceof Error ? error.message : String(error);
  // Node.js, PostgreSQL and the build each say it in a text of their own, which has these words or this code.
  if (!/no space left on device|check free disk space|ENOSPC/i.test(sentence)) return sentence;
  return "The disk is full. Free some space, then run the command again.";
}

export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

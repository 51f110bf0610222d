import { parseArgs } from "node:util";
import { PersonEmail } from "@/lib/text/email";
import { explainMissingTables, openCommandDatabase } from "./open-workspace";
import { CommandError } from "./run-command";

const usage = `Usage:
  npm run -s people -- reset-link EMAIL          prints a link with which this person can choose a new password, and
                                                 nothing else
  npm run -s people -- disable-two-factor EMAIL  removes the authenticator app, passkeys and recovery codes of this person

The link works once, for 30 minutes. Send it to the person in a way that others cannot read. Their current password and
their sessions stay valid until the link is used. NEXTAUTH_URL must be the public URL.

Disable two-factor sign-in only for a person whom you have recognized by other means. They are told by email.`;

type Print = (line: string) => void;

/** `npm run people`. Prints results to stdout and throws CommandError on failure. */
export async function runPeopleCommand(args: string[], print: Print = console.log): Promise<void> {
  const { command, email } = readArguments(args);
  await openCommandDatabase();
  const { prisma } = await import("@/lib/db/prisma");
  const { findResetRecipient } = await import("@/lib/password-resets/queries");
  const person = await findResetRecipient(email).catch(explainMissingTables);
  if (!person) throw new CommandError(`Nobody has the email '${email}'.`);
  if (command === "disable-two-factor") return disable(person, print);
  const { createPasswordReset, toResetUrl } = await import("@/lib/password-resets/mutations");
  const token = await prisma.$transaction((transaction) => createPasswordReset(transaction, person.id));
  const { NEXTAUTH_URL, PORT } = process.env;
  print(toResetUrl((NEXTAUTH_URL || `http://localhost:${PORT || 3000}`).replace(/\/+$/, ""), token));
}

async function disable({ id, email }: { id: string; email: string }, print: Print): Promise<void> {
  const { disableTwoFactor } = await import("@/lib/two-factor/mutations");
  const wasOn = await disableTwoFactor(id);
  print(wasOn ? `Two-factor sign-in of ${email} is off.` : `Two-factor sign-in of ${email} was off already.`);
}

const commands = ["reset-link", "disable-two-factor"];

function readArguments(args: string[]): { command: string; email: string } {
  try {
    const [command, email, ...others] = parseArgs({ args, allowPositionals: true, options: {} }).positionals;
    if (!command || !commands.includes(command) || !email || others.length > 0) throw new CommandError(usage);
    const parsed = PersonEmail.safeParse(email);
    if (!parsed.success) throw new CommandError(`Enter a full email, such as ada@example.com.\n\n${usage}`);
    return { command, email: parsed.data };
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(`${(error as Error).message}\n\n${usage}`);
  }
}

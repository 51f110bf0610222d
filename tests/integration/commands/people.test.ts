import { expect, it } from "vitest";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { createId } from "@/lib/ids";
import { findPasswordReset } from "@/lib/password-resets/queries";
import { createPerson } from "@/lib/people/mutations";
import { runPeopleCommand } from "@/scripts/command/people-command";
import { toSentence } from "@/scripts/command/run-command";
import { runScript } from "@/scripts/command/run-process";

async function createAda() {
  const email = `${createId().toLowerCase()}@example.com`;
  return { ...(await createPerson({ name: "Ada", email, password: "correct horse battery" })), email };
}

it("reset-link prints only a link, with which the person can choose a new password", async () => {
  const { id, email } = await createAda();
  const { ok, stdout, output } = await runScript(["scripts/people.ts", "reset-link", email.toUpperCase()], {
    DATABASE_URL: env().DATABASE_URL,
    NEXTAUTH_URL: "https://app.example.com/",
  });
  expect(ok, output).toBe(true);
  expect(output).toBe(stdout);
  const [, token = ""] = /^https:\/\/app\.example\.com\/reset-password#([\w-]{43})\n$/.exec(stdout) ?? [];
  expect(await findPasswordReset(token)).toMatchObject({ problem: null, person: { id, email } });
});

it("disable-two-factor lets a person in by the password alone, and says so if it was off", async () => {
  const { id, email } = await createAda();
  const data = { personId: id, secret: new Uint8Array(1), confirmedAt: new Date() };
  await prisma.authenticatorApp.create({ data });
  const run = async () => {
    const printed: string[] = [];
    await runPeopleCommand(["disable-two-factor", email], (line) => printed.push(line));
    return printed;
  };
  expect(await run()).toEqual([`Two-factor sign-in of ${email} is off.`]);
  expect(await prisma.authenticatorApp.count({ where: { personId: id } })).toBe(0);
  expect(await run()).toEqual([`Two-factor sign-in of ${email} was off already.`]);
});

it.each([
  ["an unknown person", ["reset-link", "nobody@example.com"], "Nobody has the email 'nobody@example.com'."],
  [
    "something that is no email",
    ["reset-link", "ada"],
    /^Enter a full email, such as ada@example\.com\.\n\nUsage:/,
  ],
  ["a missing email", ["reset-link"], /^Usage:/],
  ["an unknown command", ["remove", "a@example.com"], /^Usage:/],
  ["an unknown option", ["reset-link", "--force", "a@example.com"], /^Unknown option '--force'/],
])("fails with a sentence for %s, and prints nothing", async (_, args, sentence) => {
  const printed: string[] = [];
  const problem = await runPeopleCommand(args, (line) => printed.push(line)).catch(toSentence);
  expect(problem).toEqual(expect.stringMatching(sentence));
  expect(printed).toEqual([]);
});

it("fails with a sentence for a database without tables", async () => {
  await pool.query('ALTER TABLE "Person" RENAME TO "Elsewhere"');
  const problem = await runPeopleCommand(["reset-link", "a@example.com"]).catch(toSentence);
  await pool.query('ALTER TABLE "Elsewhere" RENAME TO "Person"');
  expect(problem).toBe("The database has no tables. Create them with `npm run db:migrate`.");
});

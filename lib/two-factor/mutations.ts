import "server-only";
import { createHash } from "node:crypto";
import { recordMemberEntries } from "@/lib/audit/mutations";
import { prisma, type Transaction } from "@/lib/db/prisma";
import { messages } from "@/lib/email/messages";
import { enqueueEmail } from "@/lib/email/mutations";
import { decrypt, encrypt } from "@/lib/encryption";
import { AppError } from "@/lib/errors";
import { requirePassword } from "@/lib/people/require-password";
import type { SignedInPerson } from "@/lib/sessions/schema";
import { createApp, findStep } from "@/lib/two-factor/authenticator-app";
import { type MatchedFactor, matchCode } from "@/lib/two-factor/match-code";
import type { VerifiedRegistration } from "@/lib/two-factor/passkeys";
import { findStoredFactors } from "@/lib/two-factor/queries";
import { createRecoveryCodes, hashRecoveryCode } from "@/lib/two-factor/recovery-codes";
import { maxPasskeys, type NewApp } from "@/lib/two-factor/schema";

/** Stores the secret of a new app, which counts once a code of it is confirmed. */
export async function startApp(
  person: SignedInPerson,
  currentPassword: string,
  now = Date.now(),
): Promise<NewApp> {
  await requirePassword(person, currentPassword, now);
  const app = createApp(person.email);
  const secret = encrypt(app.secret, "authenticator app");
  await prisma.$transaction(async (transaction) => {
    const { count } = await transaction.authenticatorApp.updateMany({
      where: { personId: person.id, confirmedAt: null },
      data: { secret },
    });
    if (count > 0) return;
    const existing = await transaction.authenticatorApp.findUnique({
      where: { personId: person.id },
      select: { personId: true },
    });
    if (existing) throw new AppError("conflict", "An authenticator app is set up already. Remove it first.");
    await transaction.authenticatorApp.create({ data: { personId: person.id, secret } });
  });
  return app;
}

/** Turns the app on with its first code. Returns recovery codes unless the person has some. */
export async function confirmApp(
  person: SignedInPerson,
  code: string,
  now = Date.now(),
): Promise<string[] | null> {
  const personId = person.id;
  const app = await prisma.authenticatorApp.findUnique({ where: { personId } });
  if (!app || app.confirmedAt) throw new AppError("conflict", "Begin again: no app is waiting for its code.");
  const step = findStep(decrypt(app.secret, "authenticator app"), code.replace(/\s/g, ""), now);
  if (step === null) {
    const message = "This code is wrong. Enter the one that the app shows now.";
    throw new AppError("bad_request", message, { issues: [{ path: "code", message }] });
  }
  return prisma.$transaction(async (transaction) => {
    await lockPerson(transaction, personId);
    const wasOn = await hasFactor(transaction, personId);
    const { count } = await transaction.authenticatorApp.updateMany({
      where: { personId, confirmedAt: null, secret: app.secret },
      data: { confirmedAt: new Date(now), lastStep: step },
    });
    if (count === 0) throw new AppError("conflict", "Begin again: no app is waiting for its code.");
    return finishAdding(transaction, person, { wasOn, factor: "an authenticator app" }, now);
  });
}

/** Stores a verified passkey. Returns recovery codes unless the person has some. */
export async function addPasskey(
  person: SignedInPerson,
  { name, ...registration }: VerifiedRegistration & { name: string },
  now = Date.now(),
): Promise<string[] | null> {
  return prisma.$transaction(async (transaction) => {
    const personId = person.id;
    await lockPerson(transaction, personId);
    const wasOn = await hasFactor(transaction, personId);
    if ((await transaction.passkey.count({ where: { personId } })) >= maxPasskeys)
      throw new AppError("conflict", `An account has ${maxPasskeys} passkeys at most. Remove one first.`);
    const added = await transaction.passkey.createMany({
      data: { personId, name, ...registration, createdAt: new Date(now) },
      skipDuplicates: true,
    });
    if (added.count === 0) throw new AppError("conflict", "This passkey is registered already.");
    return finishAdding(transaction, person, { wasOn, factor: `the passkey “${name}”` }, now);
  });
}

/** Ends sessions that began without a second factor, tells the person, and creates the first recovery codes. */
async function finishAdding(
  transaction: Transaction,
  person: SignedInPerson,
  { wasOn, factor }: { wasOn: boolean; factor: string },
  now: number,
): Promise<string[] | null> {
  await report(transaction, person.id, `${factor} was added`, now);
  if (wasOn) return null;
  const { id: personId, sessionId } = person;
  await transaction.session.deleteMany({ where: { personId, id: { not: sessionId } } });
  await recordMemberEntries(transaction, personId, "member.two-factor", "on");
  return replaceRecoveryCodes(transaction, personId);
}

export async function removeApp(
  person: SignedInPerson,
  currentPassword: string,
  now = Date.now(),
): Promise<void> {
  await requirePassword(person, currentPassword, now);
  await prisma.$transaction(async (transaction) => {
    const { count } = await transaction.authenticatorApp.deleteMany({ where: { personId: person.id } });
    if (count > 0) await finishRemoving(transaction, person.id, "the authenticator app", now);
  });
}

export async function removePasskey(
  person: SignedInPerson,
  { id, currentPassword }: { id: string; currentPassword: string },
  now = Date.now(),
): Promise<void> {
  await requirePassword(person, currentPassword, now);
  await prisma.$transaction(async (transaction) => {
    const where = { id, personId: person.id };
    const passkey = await transaction.passkey.findFirst({ where, select: { name: true } });
    if (!passkey) return;
    await transaction.passkey.deleteMany({ where });
    await finishRemoving(transaction, person.id, `the passkey “${passkey.name}”`, now);
  });
}

async function finishRemoving(
  transaction: Transaction,
  personId: string,
  factor: string,
  now: number,
): Promise<void> {
  await lockPerson(transaction, personId);
  await report(transaction, personId, `${factor} was removed`, now);
  if (await hasFactor(transaction, personId)) return;
  await transaction.recoveryCode.deleteMany({ where: { personId } });
  await recordMemberEntries(transaction, personId, "member.two-factor", "off");
}

export async function regenerateRecoveryCodes(
  person: SignedInPerson,
  currentPassword: string,
  now = Date.now(),
): Promise<string[]> {
  await requirePassword(person, currentPassword, now);
  return prisma.$transaction(async (transaction) => {
    await lockPerson(transaction, person.id);
    if (!(await hasFactor(transaction, person.id)))
      throw new AppError("conflict", "Two-factor sign-in is off.");
    await report(transaction, person.id, "the recovery codes were replaced", now);
    return replaceRecoveryCodes(transaction, person.id);
  });
}

/** Removes all factors of a locked-out person. For the operator. Returns false if there were none. */
export async function disableTwoFactor(personId: string, now = Date.now()): Promise<boolean> {
  return prisma.$transaction(async (transaction) => {
    await lockPerson(transaction, personId);
    if (!(await hasFactor(transaction, personId))) return false;
    await transaction.authenticatorApp.deleteMany({ where: { personId } });
    await transaction.passkey.deleteMany({ where: { personId } });
    await transaction.recoveryCode.deleteMany({ where: { personId } });
    await report(transaction, personId, "all second factors were removed by the operator", now);
    await recordMemberEntries(transaction, personId, "member.two-factor", "off", "by the operator");
    return true;
  });
}

/** Emails a person after repeated wrong codes that followed the correct password. */
export async function reportWrongCodes(personId: string, now = Date.now()): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const person = await transaction.person.findUnique({
      where: { id: personId },
      select: { name: true, email: true },
    });
    if (!person) return;
    const draft = messages.wrongCodes({ ...person, time: new Date(now) });
    await enqueueEmail(transaction, { kind: "wrongCodes", toAddress: person.email, personId, draft }, now);
  });
}

/** Uses up a code. False if another sign-in has used it: a code is accepted once. */
export async function markFactorUsed(
  personId: string,
  factor: MatchedFactor,
  now = Date.now(),
): Promise<boolean> {
  if ("step" in factor) {
    const { count } = await prisma.authenticatorApp.updateMany({
      where: { personId, confirmedAt: { not: null }, lastStep: { lt: factor.step } },
      data: { lastStep: factor.step },
    });
    return count === 1;
  }
  return prisma.$transaction(async (transaction) => {
    const { count } = await transaction.recoveryCode.updateMany({
      where: { personId, hash: factor.recoveryHash, usedAt: null },
      data: { usedAt: new Date(now) },
    });
    if (count === 0) return false;
    const left = await transaction.recoveryCode.count({ where: { personId, usedAt: null } });
    await report(transaction, personId, `a recovery code was used, and ${left} are left`, now);
    return true;
  });
}

/** Verifies and uses up a code of a person whose password or session is verified already. */
export async function acceptCode(personId: string, code: string, now = Date.now()): Promise<boolean> {
  const factor = matchCode(await findStoredFactors(personId), code, now);
  return factor !== null && markFactorUsed(personId, factor, now);
}

/** False for a challenge that was answered before. */
export async function markChallengeUsed(
  challenge: string,
  expiresAt: Date,
  now = Date.now(),
): Promise<boolean> {
  const hash = createHash("sha256").update(challenge).digest("hex");
  await prisma.usedChallenge.deleteMany({ where: { expiresAt: { lt: new Date(now) } } });
  const { count } = await prisma.usedChallenge.createMany({
    data: { hash, expiresAt },
    skipDuplicates: true,
  });
  return count === 1;
}

/** Records the use of a passkey. */
export async function touchPasskey(id: string, counter: number, now = Date.now()): Promise<void> {
  await prisma.passkey.updateMany({ where: { id }, data: { counter, lastUsedAt: new Date(now) } });
}

async function replaceRecoveryCodes(transaction: Transaction, personId: string): Promise<string[]> {
  const codes = createRecoveryCodes();
  await transaction.recoveryCode.deleteMany({ where: { personId } });
  const data = codes.map((code) => ({ personId, hash: hashRecoveryCode(code) }));
  await transaction.recoveryCode.createMany({ data });
  return codes;
}

async function hasFactor(transaction: Transaction, personId: string): Promise<boolean> {
  const [apps, passkeys] = [
    await transaction.authenticatorApp.count({ where: { personId, confirmedAt: { not: null } } }),
    await transaction.passkey.count({ where: { personId } }),
  ];
  return apps + passkeys > 0;
}

/** Concurrent changes would each see another factor left, or none yet. */
async function lockPerson(transaction: Transaction, personId: string): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM "Person" WHERE "id" = ${personId} FOR NO KEY UPDATE`;
}

async function report(
  transaction: Transaction,
  personId: string,
  change: string,
  now: number,
): Promise<void> {
  const person = await transaction.person.findUnique({
    where: { id: personId },
    select: { name: true, email: true },
  });
  if (!person) return;
  const isOn = await hasFactor(transaction, personId);
  const draft = messages.twoFactorChanged({ ...person, change, isOn, time: new Date(now) });
  await enqueueEmail(
    transaction,
    { kind: "twoFactorChanged", toAddress: person.email, personId, draft },
    now,
  );
}

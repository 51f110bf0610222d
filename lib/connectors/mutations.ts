import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { WorkspaceId } from "@/lib/auth/actor";
import { describeChange, describeNewConnector, editedFields, listChanges } from "@/lib/connectors/changes";
import { getConnector } from "@/lib/connectors/queries";
import type { IssuedWriteKey, SavedConnector } from "@/lib/connectors/rows";
import {
  type ConnectorEdit,
  type ConnectorSecretToRegenerate,
  type ConnectorType,
  missingDomains,
  type NewConnector,
  needsDomains,
  type WriteKeyToRegenerate,
} from "@/lib/connectors/schema";
import { prisma } from "@/lib/db/prisma";
import { rejectTakenValue } from "@/lib/db/taken-values";
import { AppError } from "@/lib/errors";
import {
  createVerificationSecret,
  encryptVerificationSecret,
  toSecretFingerprint,
} from "@/lib/identity-verification/secret";
import { createId } from "@/lib/ids";
import { writeKeyPrefix } from "@/lib/keys/mask";
import { createKey } from "@/lib/keys/secret";
import { foldName } from "@/lib/text/display-name";

const takenName = { path: "name", message: "Another connector has this name. Choose another." };

/** Creates a connector and its write key. `personId` is null without a signed-in person. */
export async function createConnector(
  workspaceId: WorkspaceId,
  personId: string | null,
  connector: NewConnector,
): Promise<IssuedWriteKey> {
  const { name, type, renamesReservedTraits, ...rules } = connector;
  const id = createId();
  const { writeKey, columns } = createWriteKey(type);
  await rejectTakenValue(takenName, () =>
    prisma.$transaction(async (transaction) => {
      await transaction.connector.create({
        data: {
          ...{ workspaceId, id, name, foldedName: foldName(name), type, createdById: personId },
          ...{ ...columns, renamesReservedTraits },
          ...(type === "browser" && rules),
        },
      });
      await recordAuditEntry(transaction, { workspaceId, personId }, "connector.create", name, {
        subjectId: id,
        detail: describeNewConnector(connector),
      });
    }),
  );
  return { connector: await getConnector(workspaceId, id), writeKey };
}

/**
 * Saves an edit, or throws conflict if another one was saved since it started. A disabled key is rejected once this
 * resolves. Turning verification on issues a secret, turning it off deletes it.
 */
export async function updateConnector(
  workspaceId: WorkspaceId,
  personId: string,
  { id, version, from, ...edit }: ConnectorEdit,
): Promise<SavedConnector> {
  const { name, enabled, renamesReservedTraits, ...rules } = edit;
  const saved = await rejectTakenValue(takenName, () =>
    prisma.$transaction(async (transaction) => {
      const where = { workspaceId, id, version, ...from };
      const before = await transaction.connector.findFirst({ where, select: editedFields });
      if (!before) return null;
      const { type, ...settings } = before;
      if (needsDomains({ ...rules, type }))
        throw new AppError("bad_request", missingDomains, {
          issues: [{ path: "domains", message: missingDomains }],
        });
      const after = { ...settings, name, enabled, renamesReservedTraits, ...(type === "browser" && rules) };
      const verification = changeVerification(before, after);
      const { count } = await transaction.connector.updateMany({
        where,
        data: { ...after, ...verification?.columns, foldedName: foldName(name), version: { increment: 1 } },
      });
      // The matching version proves that `before` was still current.
      if (count === 0) return null;
      const author = { workspaceId, personId };
      const changes = listChanges(before, after);
      if (changes.length > 0)
        await recordAuditEntry(transaction, author, "connector.edit", before.name, {
          subjectId: id,
          detail: changes.map(describeChange).join(", "),
          changes,
        });
      if (before.enabled !== enabled)
        await recordAuditEntry(
          transaction,
          author,
          enabled ? "connector.enable" : "connector.disable",
          name,
          { subjectId: id },
        );
      return { secret: verification?.secret ?? null };
    }),
  );
  const connector = await getConnector(workspaceId, id);
  if (saved) return { connector, ...saved };
  throw new AppError("conflict", "Another member saved this connector first. Your changes were not saved.");
}

type VerificationSetting = Pick<ConnectorEdit, "verifiesIdentities">;

/** A new secret, or none anymore. Undefined if the setting stays. */
function changeVerification(before: VerificationSetting, after: VerificationSetting) {
  if (before.verifiesIdentities === after.verifiesIdentities) return undefined;
  if (!after.verifiesIdentities) return { secret: null, columns: { encryptedSecret: null } };
  const secret = createVerificationSecret();
  return { secret, columns: { encryptedSecret: encryptVerificationSecret(secret) } };
}

/** Replaces the secret. Proofs made with the old one are rejected once this resolves. */
export async function regenerateConnectorSecret(
  workspaceId: WorkspaceId,
  personId: string,
  { id, secretFingerprint }: ConnectorSecretToRegenerate,
): Promise<string> {
  const secret = createVerificationSecret();
  const isReplaced = await prisma.$transaction(async (transaction) => {
    const found = await transaction.connector.findFirst({
      where: { workspaceId, id },
      select: { name: true, encryptedSecret: true },
    });
    const old = found?.encryptedSecret;
    if (!old || toSecretFingerprint(old) !== secretFingerprint) return false;
    const { count } = await transaction.connector.updateMany({
      where: { workspaceId, id, encryptedSecret: old },
      data: { encryptedSecret: encryptVerificationSecret(secret) },
    });
    if (count === 0) return false;
    const author = { workspaceId, personId };
    await recordAuditEntry(transaction, author, "connector.regenerate-secret", found.name, { subjectId: id });
    return true;
  });
  if (isReplaced) return secret;
  await getConnector(workspaceId, id);
  throw new AppError(
    "conflict",
    "Another member regenerated this secret or turned verification off. Nothing was changed now.",
  );
}

/** Replaces the write key. The old one is rejected once this resolves. */
export async function regenerateWriteKey(
  workspaceId: WorkspaceId,
  personId: string,
  { id, keyHint }: WriteKeyToRegenerate,
): Promise<IssuedWriteKey> {
  const writeKey = await prisma.$transaction(async (transaction) => {
    const found = await transaction.connector.findFirst({
      where: { workspaceId, id, keyHint },
      select: { name: true, type: true, keyHash: true },
    });
    if (!found) return null;
    const created = createWriteKey(found.type);
    const { count } = await transaction.connector.updateMany({
      where: { workspaceId, id, keyHash: found.keyHash },
      data: created.columns,
    });
    if (count === 0) return null;
    const author = { workspaceId, personId };
    await recordAuditEntry(transaction, author, "connector.regenerate", found.name, { subjectId: id });
    return created.writeKey;
  });
  const connector = await getConnector(workspaceId, id);
  if (writeKey !== null) return { connector, writeKey };
  throw new AppError("conflict", "This write key was already replaced. Reload to see the current one.");
}

/**
 * Deletes the connector. Its write key is rejected once this resolves. What it sent stays; its messages in the debugger are
 * deleted when their retention ends.
 */
export async function deleteConnector(workspaceId: WorkspaceId, personId: string, id: string): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const where = { workspaceId, id };
    const found = await transaction.connector.findFirst({ where, select: { name: true } });
    const { count } = await transaction.connector.deleteMany({ where });
    if (!found || count === 0) throw new AppError("not_found", "This connector was already deleted.");
    const author = { workspaceId, personId };
    await recordAuditEntry(transaction, author, "connector.delete", found.name, { subjectId: id });
  });
}

/** Only the hash of the key is stored, and a browser's key itself: its pages publish it. */
function createWriteKey(type: ConnectorType) {
  const { key, hash: keyHash, hint: keyHint } = createKey(writeKeyPrefix);
  return { writeKey: key, columns: { keyHash, keyHint, publicKey: type === "browser" ? key : null } };
}

import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import { type AuditChange, formatSwitch } from "@/lib/audit/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getConnector } from "@/lib/connectors/queries";
import type { ConnectorRow, IssuedWriteKey } from "@/lib/connectors/rows";
import {
  type ConnectorEdit,
  type ConnectorType,
  missingDomains,
  type NewConnector,
  needsDomains,
  type WriteKeyToRegenerate,
} from "@/lib/connectors/schema";
import { prisma } from "@/lib/db/prisma";
import { rejectTakenValue } from "@/lib/db/taken-values";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { writeKeyPrefix } from "@/lib/keys/mask";
import { createKey } from "@/lib/keys/secret";
import { foldName } from "@/lib/text/display-name";

const takenName = { path: "name", message: "Another connector has this name. Choose another." };

/** Creates a connector and its write key. `personId` is null without a signed-in person. */
export async function createConnector(
  workspaceId: WorkspaceId,
  personId: string | null,
  { name, type, ...rules }: NewConnector,
): Promise<IssuedWriteKey> {
  const id = createId();
  const { writeKey, columns } = createWriteKey(type);
  await rejectTakenValue(takenName, () =>
    prisma.$transaction(async (transaction) => {
      await transaction.connector.create({
        data: {
          ...{ workspaceId, id, name, foldedName: foldName(name), type, createdById: personId },
          ...columns,
          ...(type === "browser" && rules),
        },
      });
      await recordAuditEntry(transaction, { workspaceId, personId }, "connector.create", name, {
        subjectId: id,
        detail: type === "server" ? "for servers" : `for browsers, ${describeDomains(rules)}`,
      });
    }),
  );
  return { connector: await getConnector(workspaceId, id), writeKey };
}

/** Saves an edit, or throws conflict if the version is outdated. A disabled key is rejected once this resolves. */
export async function updateConnector(
  workspaceId: WorkspaceId,
  personId: string,
  { id, version, name, enabled, ...rules }: ConnectorEdit,
): Promise<ConnectorRow> {
  const saved = await rejectTakenValue(takenName, () =>
    prisma.$transaction(async (transaction) => {
      const where = { workspaceId, id, version };
      const before = await transaction.connector.findFirst({ where, select: editedFields });
      if (!before) return false;
      const { type, ...rulesBefore } = before;
      if (needsDomains({ ...rules, type }))
        throw new AppError("bad_request", missingDomains, {
          issues: [{ path: "domains", message: missingDomains }],
        });
      const after = { ...rulesBefore, name, enabled, ...(type === "browser" && rules) };
      const { count } = await transaction.connector.updateMany({
        where,
        data: { ...after, foldedName: foldName(name), version: { increment: 1 } },
      });
      // The matching version proves that `before` was still current.
      if (count === 0) return false;
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
      return true;
    }),
  );
  const connector = await getConnector(workspaceId, id);
  if (saved) return connector;
  throw new AppError("conflict", "Another member saved this connector first. Your changes were not saved.");
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

const editedFields = {
  name: true,
  type: true,
  enabled: true,
  domains: true,
  allowsAnyDomain: true,
  honorsOptOut: true,
};

type EditedFields = Pick<ConnectorEdit, "name" | "domains" | "allowsAnyDomain" | "honorsOptOut">;

/** As the dialog calls them. */
function toTexts({ name, domains, allowsAnyDomain, honorsOptOut }: EditedFields): [string, string][] {
  return [
    ["Name", name],
    ["Domains", domains.join(", ")],
    ["Allow any domain", formatSwitch(allowsAnyDomain)],
    ["Respect Do Not Track and Global Privacy Control", formatSwitch(honorsOptOut)],
  ];
}

function listChanges(from: EditedFields, to: EditedFields): AuditChange[] {
  const after = new Map(toTexts(to));
  return toTexts(from)
    .map(([field, before]) => ({ field, before, after: after.get(field) ?? "" }))
    .filter((change) => change.before !== change.after);
}

function describeChange({ field, after }: AuditChange): string {
  if (field === "Name") return `renamed to ${after}`;
  if (field === "Domains") return `domains ${after || "removed"}`;
  return `turned “${field}” ${after.toLowerCase()}`;
}

function describeDomains({ domains, allowsAnyDomain }: Pick<EditedFields, "domains" | "allowsAnyDomain">) {
  return allowsAnyDomain ? "from any domain" : `from ${domains.join(", ")}`;
}

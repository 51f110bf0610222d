import { type AuditChange, formatSwitch } from "@/lib/audit/schema";
import type { ConnectorEdit, NewConnector } from "@/lib/connectors/schema";

/** The columns that an edit changes, and the type, which decides about the rules of browsers. */
export const editedFields = {
  name: true,
  type: true,
  enabled: true,
  domains: true,
  allowsAnyDomain: true,
  honorsOptOut: true,
  verifiesIdentities: true,
  renamesReservedTraits: true,
};

type EditedFields = Omit<ConnectorEdit, "id" | "version" | "from" | "enabled">;

/** As the dialog calls them. */
function toTexts(fields: EditedFields): [string, string][] {
  return [
    ["Name", fields.name],
    ["Domains", fields.domains.join(", ")],
    ["Allow any domain", formatSwitch(fields.allowsAnyDomain)],
    ["Respect Do Not Track and Global Privacy Control", formatSwitch(fields.honorsOptOut)],
    ["Verify identities", formatSwitch(fields.verifiesIdentities)],
    ["Use journy.io’s names for reserved traits", formatSwitch(fields.renamesReservedTraits)],
  ];
}

export function listChanges(from: EditedFields, to: EditedFields): AuditChange[] {
  const after = new Map(toTexts(to));
  return toTexts(from)
    .map(([field, before]) => ({ field, before, after: after.get(field) ?? "" }))
    .filter((change) => change.before !== change.after);
}

export function describeChange({ field, after }: AuditChange): string {
  if (field === "Name") return `renamed to ${after}`;
  if (field === "Domains") return `domains ${after || "removed"}`;
  return `turned “${field}” ${after.toLowerCase()}`;
}

export function describeNewConnector(connector: NewConnector): string {
  const { type, domains, allowsAnyDomain, renamesReservedTraits } = connector;
  const origins = allowsAnyDomain ? "from any domain" : `from ${domains.join(", ")}`;
  return [
    type === "server" ? "for servers" : `for browsers, ${origins}`,
    ...(renamesReservedTraits ? ["with journy.io’s names for reserved traits"] : []),
  ].join(", ");
}

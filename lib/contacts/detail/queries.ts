import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { joinContactsSql } from "@/lib/contacts/queries";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { getContactName, nameProperties } from "@/lib/contacts/schema/contact-name";
import type { ContactDetail, ContactProperty, RelatedContact } from "@/lib/contacts/schema/contact-page";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { readPage } from "@/lib/db/read-page";

type StoredContact = Omit<ContactDetail, "kind" | "name" | "properties"> & {
  properties: Record<string, PropertyValue>;
};

/** Null for a contact of another workspace as for none. */
export async function findContactDetail(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  id: string,
): Promise<ContactDetail | null> {
  const { table, aliasColumn } = contactTables[kind];
  const { text, values } = Prisma.sql`
    SELECT c."id", c."externalId", c.${aliasColumn} AS "alias", c."firstSeenAt", c."lastSeenAt", c."updatedAt",
           c."properties"
    FROM ${table} c WHERE c."workspaceId" = ${workspaceId} AND c."id" = ${id}`;
  const { rows } = await pool.query<StoredContact>(text, values);
  const [row] = rows;
  if (!row) return null;
  const properties = await listContactProperties(workspaceId, kind, row.properties);
  return { ...row, kind, name: getContactName(row), properties };
}

type StoredDefinition = Omit<ContactProperty, "value">;

async function listContactProperties(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  values: Record<string, PropertyValue>,
): Promise<ContactProperty[]> {
  const { rows } = await pool.query<StoredDefinition>({
    name: "list-contact-properties",
    text: `
      SELECT p."name", p."label", p."type", p."isComputed", p."archivedAt" IS NOT NULL AS "isArchived",
             g."name" AS "group"
      FROM "Property" p
      LEFT JOIN "Group" g ON g."workspaceId" = p."workspaceId" AND g."id" = p."groupId"
      WHERE p."workspaceId" = $1 AND p."kind" = $2::"ContactKind" AND p."name" = ANY($3::text[])
      ORDER BY g."name" NULLS LAST, lower(p."label"), p."name"`,
    values: [workspaceId, kind, Object.keys(values)],
  });
  return rows.map((row) => ({ ...row, value: values[row.name] as PropertyValue }));
}

export const relatedPerPage = 10;

/** The current accounts of a user, or users of an account, after the one with the id `after`. */
export async function listRelatedContacts(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  id: string,
  after: string | null,
): Promise<{ rows: RelatedContact[]; next: string | null }> {
  const relatedKind = kind === "user" ? "account" : "user";
  const { foreignKey, otherForeignKey, aliasColumn } = contactTables[relatedKind];
  type StoredRelated = {
    id: string;
    externalId?: string;
    alias?: string;
    lastSeenAt: Date;
    properties: Record<string, PropertyValue>;
  };
  const { rows } = await readPage<StoredRelated>(
    {
      columns: Prisma.sql`
        c."id", c."externalId", c.${aliasColumn} AS "alias", c."lastSeenAt",
        (SELECT coalesce(jsonb_object_agg(n, c."properties" -> n), '{}') FROM unnest(${nameProperties}::text[]) n
         WHERE c."properties" ? n) AS "properties"`,
      from: joinContactsSql(Prisma.sql`"AccountMember"`, relatedKind),
      where: [
        Prisma.sql`m."workspaceId" = ${workspaceId}`,
        Prisma.sql`m.${otherForeignKey} = ${id}`,
        Prisma.sql`m."removedAt" IS NULL`,
        ...(after === null ? [] : [Prisma.sql`m.${foreignKey} > ${after}`]),
      ],
      order: { id: Prisma.sql`m.${foreignKey}` },
    },
    { limit: relatedPerPage + 1 },
  );
  const page = rows
    .slice(0, relatedPerPage)
    .map(({ properties, externalId = null, alias = null, ...row }) => ({
      ...row,
      externalId,
      alias,
      name: getContactName({ properties, externalId, alias }),
    }));
  return { rows: page, next: rows.length > relatedPerPage ? (page.at(-1)?.id ?? null) : null };
}

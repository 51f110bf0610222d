"use client";

import Link from "next/link";
import { PropertyText } from "@/components/contacts/property-text";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { columnHelper } from "@/components/ui/table/data-table";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { ContactColumn, ContactRow } from "@/lib/contacts/schema/contact-list";
import { toContactUrl } from "@/lib/contacts/schema/contact-page";

const column = columnHelper<ContactRow>();

interface ColumnOptions {
  slug: string;
  kind: ContactKind;
  chosen: ContactColumn[];
  isSortable: boolean;
}

/** The name, the chosen properties and the times. The ids of sortable columns are the values of `sort` in the URL. */
export function toContactColumns({ slug, kind, chosen, isSortable }: ColumnOptions) {
  return column.columns([
    column.accessor("name", {
      header: kind === "user" ? "User" : "Account",
      meta: { skeleton: "w-2/3" },
      cell: ({ row }) => <NameCell slug={slug} kind={kind} contact={row.original} chosen={chosen} />,
    }),
    ...chosen.map(({ name, label, type }, index) =>
      column.display({
        id: `property:${name}`,
        header: label,
        meta: { width: "w-36", hideBelow: getBreakpoint(index) },
        cell: ({ row }) => <PropertyText value={row.original.values[name]} type={type} />,
      }),
    ),
    column.accessor("lastSeenAt", {
      id: "lastSeen",
      header: "Last seen",
      enableSorting: isSortable,
      sortDescFirst: true,
      meta: { width: "w-36", hideBelow: "sm", skeleton: "w-20" },
      cell: ({ getValue }) => <RelativeTime value={getValue()} focusable={false} />,
    }),
    column.accessor("firstSeenAt", {
      id: "firstSeen",
      header: "First seen",
      enableSorting: isSortable,
      sortDescFirst: true,
      meta: { width: "w-36", hideBelow: "xl", skeleton: "w-20" },
      cell: ({ getValue }) => <RelativeTime value={getValue()} focusable={false} />,
    }),
  ]);
}

function getBreakpoint(index: number) {
  if (index < 2) return "lg";
  return index < 4 ? "xl" : "2xl";
}

interface NameCellProps {
  slug: string;
  kind: ContactKind;
  contact: ContactRow;
  chosen: ContactColumn[];
}

function NameCell({ slug, kind, contact, chosen }: NameCellProps) {
  const { id, name, externalId, alias, values, lastSeenAt } = contact;
  const identifiers = [alias, externalId].filter((text) => text !== null && text !== name).join(" · ");
  return (
    <div className="flex min-w-0 flex-col py-1">
      <Link
        href={toContactUrl(slug, kind, id)}
        prefetch={false}
        title={name}
        className="truncate rounded-[2px] font-medium after:absolute after:inset-0 hover:underline"
      >
        {name}
      </Link>
      {identifiers && (
        <span title={identifiers} className="truncate text-muted text-sm">
          {identifiers}
        </span>
      )}
      <HiddenAbove width="lg" className="flex flex-wrap gap-x-3 whitespace-normal text-muted text-xs">
        {chosen.slice(0, 2).map(({ name: property, label, type }) => (
          <span key={property} className="max-w-full truncate">
            {label}: <PropertyText value={values[property]} type={type} />
          </span>
        ))}
        <span className="sm:hidden">
          <RelativeTime value={lastSeenAt} focusable={false} />
        </span>
      </HiddenAbove>
    </div>
  );
}

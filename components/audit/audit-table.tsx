"use client";

import { cn } from "@/components/ui/class-names";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { AuditEntry } from "@/lib/audit/schema";
import { AuditChanges } from "./audit-changes";

type AuditRow = AuditEntry & { workspaceSlug: string };

const column = columnHelper<AuditRow>();
const columns = column.columns([
  column.accessor("text", { header: "What", cell: ({ row }) => <Action {...row.original} /> }),
  column.accessor("personName", {
    header: "Who",
    meta: { width: "w-64", hideBelow: "lg", skeleton: "w-32" },
    cell: ({ row: { original } }) => <Person {...original} />,
  }),
  column.accessor("time", {
    header: "When",
    meta: { width: "w-36", hideBelow: "lg", skeleton: "w-20" },
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
]);
const tableProps = { caption: "Audit log, newest first", columns };

interface AuditTableProps {
  workspaceSlug: string;
  entries: AuditEntry[];
}

export function AuditTable({ workspaceSlug, entries }: AuditTableProps) {
  const rows = entries.map((entry) => ({ ...entry, workspaceSlug }));
  return <DataTable {...tableProps} rows={rows} getRowId={({ id }) => id} />;
}

export function AuditTableSkeleton() {
  return <DataTableSkeleton {...tableProps} rows={6} rowHeight="h-15.25 max-lg:h-20.25 max-sm:h-25.25" />;
}

function Action(entry: AuditRow) {
  const { action, text, subject, detail, changes, time } = entry;
  const [before, after] = text.split("…");
  const details = after === undefined ? <Subject {...entry} /> : detail;
  return (
    <div className="wrap-anywhere flex flex-col whitespace-normal py-1.5">
      <span className="first-letter:uppercase">
        {before}
        {after !== undefined && subject && <Subject {...entry} />}
        {after}
      </span>
      {details && <span className="text-muted text-sm">{details}</span>}
      {changes.length > 0 && <AuditChanges changes={changes} />}
      {isRejection(action) && (
        <span className="text-muted text-sm">
          <Attempts {...entry} />
        </span>
      )}
      <span className="text-muted lg:hidden">
        {describePerson(entry)} · <RelativeTime value={time} />
      </span>
    </div>
  );
}

/** One entry counts repeated rejections. */
function Attempts({ count, lastAt, ipAddress }: AuditEntry) {
  return (
    <>
      from {ipAddress || "several IP addresses"}
      {count > 1 && lastAt && (
        <>
          {" · "}
          {count.toLocaleString("en")} times, the last <RelativeTime value={lastAt} />
        </>
      )}
    </>
  );
}

/** Applications and logged calls link to their log. */
function Subject({ action, subject, subjectId, text, workspaceSlug }: AuditRow) {
  const logs = `/${workspaceSlug}/settings/api-access`;
  const style = text.includes("…") ? "font-medium" : "font-mono";
  const href =
    action === "log.reveal"
      ? `${logs}/logs?call=${subject}`
      : (action === "log.view" || action.startsWith("application.")) && `${logs}/${subjectId}/logs`;
  if (!href) return <bdi className={style}>{subject}</bdi>;
  return (
    <HoverPrefetchLink href={href} className={cn("link", style)}>
      <bdi>{subject}</bdi>
    </HoverPrefetchLink>
  );
}

function Person(entry: AuditEntry) {
  const { personName, personEmail, tokenName } = entry;
  if (personName === null) return <span className="text-muted">{describePerson(entry)}</span>;
  return (
    <div className="flex flex-col">
      <span className="truncate font-medium">{personName}</span>
      <span className="truncate text-muted text-sm">
        {tokenName === null ? personEmail : describeToken(tokenName)}
      </span>
    </div>
  );
}

function describeToken(name: string): string {
  return `by the management token “${name}”`;
}

function describePerson({ action, ipAddress, personId, personName, tokenName }: AuditEntry): string {
  if (isRejection(action) && !ipAddress) return "Several people";
  if (action === "application.purge") return "Automatic";
  if (action === "contact.merge") return "SDK";
  if (tokenName !== null) return [personName, describeToken(tokenName)].filter(Boolean).join(" ");
  if (action === "application.leak" || action === "token.leak") return "Not signed in";
  if (personId === null) return isRejection(action) ? "Not signed in" : "Command line";
  return personName ?? "Deleted person";
}

function isRejection(action: string): boolean {
  return action.startsWith("access.");
}

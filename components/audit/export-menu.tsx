"use client";

import { Download } from "lucide-react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/overlay/dropdown-menu";
import {
  type AuditExportFormat,
  type AuditFilter,
  auditExportFormats,
  formatAuditUrl,
} from "@/lib/audit/schema";

const labels: Record<AuditExportFormat, string> = {
  csv: "CSV, for spreadsheets",
  ndjson: "NDJSON, for programs",
};

interface ExportMenuProps {
  workspaceSlug: string;
  /** The exported entries. */
  filter: AuditFilter;
}

export function ExportMenu({ workspaceSlug, filter }: ExportMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <Download />
          Export
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        {auditExportFormats.map((format) => (
          <DropdownMenuItem key={format} asChild>
            <a
              href={formatAuditUrl(`/api/audit-log?workspace=${workspaceSlug}&format=${format}`, filter)}
              download
            >
              {labels[format]}
            </a>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { LogFilter } from "@/lib/logs/schema";
import { ExportDialog } from "./export-dialog";

interface ExportButtonProps {
  workspaceSlug: string;
  filter: LogFilter;
  /** How many the filter leaves; null where that is not known. */
  calls: number | null;
  mayExport: boolean;
}

export function ExportButton({ mayExport, calls, ...of }: ExportButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button disabledReason={whyNot(mayExport, calls)} onClick={() => setOpen(true)}>
        <Download />
        Export
      </Button>
      <ExportDialog {...of} calls={calls} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

function whyNot(mayExport: boolean, calls: number | null): string | null {
  if (!mayExport)
    return "Only owners and admins can export calls: a file has the values that members see masked.";
  return calls === 0 ? "There are no calls to export." : null;
}

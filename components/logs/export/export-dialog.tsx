"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { RadioCards } from "@/components/ui/form/radio-cards";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { type ExportFormat, exportFormats, type LogFilter } from "@/lib/logs/schema";
import type { ExportProgress } from "./save-export";
import { useExport } from "./use-export";

interface ExportButtonProps {
  workspaceSlug: string;
  filter: LogFilter;
  /** Matching calls; null if unknown. */
  calls: number | null;
  mayExport: boolean;
}

export function ExportButton({ mayExport, ...props }: ExportButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button disabledReason={findDisabledReason(mayExport, props.calls)} onClick={() => setOpen(true)}>
        <Download />
        Export
      </Button>
      <ExportDialog {...props} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

function findDisabledReason(mayExport: boolean, calls: number | null): string | null {
  if (!mayExport) return "Only owners and admins can export calls. The file has unmasked values.";
  return calls === 0 ? "There are no calls to export." : null;
}

interface ExportDialogProps extends Omit<ExportButtonProps, "mayExport"> {
  open: boolean;
  onClose: () => void;
}

function ExportDialog({ open, onClose, workspaceSlug, filter, calls }: ExportDialogProps) {
  const [format, setFormat] = useState<ExportFormat>("csv");
  const { state, start, cancel } = useExport(workspaceSlug, filter);
  const isRunning = state.status === "running";
  const leave = () => {
    cancel();
    onClose();
  };
  // A click beside the dialog must not cancel an export of several minutes.
  const keepWhileRunning = (event: Event) => isRunning && event.preventDefault();
  return (
    <Dialog open={open} onOpenChange={(next) => !next && leave()}>
      <DialogContent
        title="Export calls"
        description="All matching calls with headers and bodies, newest first."
        onInteractOutside={keepWhileRunning}
      >
        <DialogBody>
          <FormatPicker value={format} onChange={setFormat} disabled={isRunning} />
          <p className="text-muted text-sm">
            {calls === null ? "The number of matching calls is unknown." : `${formatCalls(calls)}.`} The file
            has unmasked values. The audit log records who exported it.
          </p>
          {isRunning && <ProgressBar {...state} />}
          {state.status === "done" && (
            <Alert tone="positive" role="status" title={`Exported ${formatCalls(state.calls)}`} />
          )}
          {state.status === "failed" && (
            <Alert tone="danger" role="alert" title="The export was not completed">
              {state.message}
            </Alert>
          )}
        </DialogBody>
        <DialogFooter>
          {state.status === "done" ? (
            <Button variant="primary" onClick={leave}>
              Done
            </Button>
          ) : (
            <>
              <Button onClick={isRunning ? cancel : leave}>Cancel</Button>
              <Button
                variant="primary"
                pending={isRunning}
                pendingLabel="Exporting…"
                onClick={() => void start(format)}
              >
                {state.status === "failed" ? "Try again" : "Export"}
              </Button>
            </>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function formatCalls(calls: number): string {
  return calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`;
}

const formatTexts: Record<ExportFormat, { label: string; help: string }> = {
  csv: { label: "CSV", help: "For spreadsheets. Texts that look like formulas start with an apostrophe." },
  ndjson: { label: "NDJSON", help: "For programs: one JSON object per line." },
};

interface FormatPickerProps {
  value: ExportFormat;
  onChange: (format: ExportFormat) => void;
  disabled: boolean;
}

function FormatPicker({ value, onChange, disabled }: FormatPickerProps) {
  return (
    <RadioCards
      legend="Format"
      name="format"
      options={exportFormats.map((format) => ({ value: format, ...formatTexts[format] }))}
      value={value}
      onChange={onChange}
      disabled={disabled}
    />
  );
}

/** The total is unknown for a search through bodies: then only the exported calls are counted. */
function ProgressBar({ calls, totalCalls }: ExportProgress) {
  const text =
    totalCalls === null
      ? calls.toLocaleString("en")
      : `${calls.toLocaleString("en")} of ${totalCalls.toLocaleString("en")}`;
  const share = totalCalls ? Math.min(1, calls / totalCalls) : 0;
  return (
    <div className="flex flex-col gap-1.5">
      <div
        role="progressbar"
        aria-label="Calls exported"
        aria-valuemin={0}
        aria-valuemax={totalCalls ?? undefined}
        aria-valuenow={totalCalls === null ? undefined : Math.min(calls, totalCalls)}
        aria-valuetext={`${text} calls`}
        className="h-2 overflow-hidden rounded-full bg-hover forced-colors:outline"
      >
        {totalCalls === null ? (
          <div className="h-full w-full bg-accent opacity-60 forced-colors:bg-[Highlight] motion-safe:animate-pulse" />
        ) : (
          <div
            className="h-full bg-accent forced-colors:bg-[Highlight]"
            style={{ width: `${share * 100}%` }}
          />
        )}
      </div>
      <p className="text-muted text-sm tabular-nums">{text} calls</p>
    </div>
  );
}

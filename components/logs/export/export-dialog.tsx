"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import type { ExportFormat, LogFilter } from "@/lib/logs/schema";
import { ExportFormatPicker } from "./export-format-picker";
import { ExportProgressBar } from "./export-progress-bar";
import { useExport } from "./use-export";

interface ExportDialogProps {
  workspaceSlug: string;
  filter: LogFilter;
  /** How many the filter leaves; null where that is not known. */
  calls: number | null;
  open: boolean;
  onClose: () => void;
}

export function ExportDialog({ open, onClose, ...props }: ExportDialogProps) {
  const [format, setFormat] = useState<ExportFormat>("csv");
  const { state, start, cancel } = useExport(props.workspaceSlug, props.filter);
  const isRunning = state.step === "running";
  const leave = () => {
    cancel();
    onClose();
  };
  // A press beside the dialog must not end what may have run for minutes.
  const keepWhileRunning = (event: Event) => isRunning && event.preventDefault();
  return (
    <Dialog open={open} onOpenChange={(next) => !next && leave()}>
      <DialogContent
        title="Export calls"
        description="All calls that the filters leave, newest first, with their headers and bodies."
        onInteractOutside={keepWhileRunning}
      >
        <DialogBody>
          <ExportFormatPicker value={format} onChange={setFormat} disabled={isRunning} />
          <p className="text-muted text-sm">
            {describeSize(props.calls)} The file holds values that members see masked, so who exported it is
            in the audit log.
          </p>
          {isRunning && <ExportProgressBar calls={state.calls} ofCalls={state.ofCalls} />}
          {state.step === "done" && (
            <Alert tone="positive" role="status" title={`Exported ${countCalls(state.calls)}`} />
          )}
          {state.step === "failed" && (
            <Alert tone="danger" role="alert" title="The export was not completed">
              {state.message}
            </Alert>
          )}
        </DialogBody>
        <DialogFooter>
          {state.step === "done" ? (
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
                {state.step === "failed" ? "Try again" : "Export"}
              </Button>
            </>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function describeSize(calls: number | null): string {
  return calls === null ? "As many calls as the search finds." : `${countCalls(calls)}.`;
}

function countCalls(calls: number): string {
  return calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`;
}

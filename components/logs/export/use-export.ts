"use client";

import { useRef, useState } from "react";
import type { ExportFormat, LogFilter } from "@/lib/logs/schema";
import { openFile } from "./file-sink";
import { type ExportProgress, ExportRefused, saveExport } from "./save-export";

export type ExportState =
  | { step: "idle" }
  | ({ step: "running" } & ExportProgress)
  | { step: "failed"; message: string }
  | { step: "done"; calls: number };

/** An export, from the choice of a file to its last call. */
export function useExport(workspaceSlug: string, filter: LogFilter) {
  const [state, setState] = useState<ExportState>({ step: "idle" });
  const running = useRef<AbortController>(null);

  const start = async (format: ExportFormat) => {
    const control = new AbortController();
    running.current = control;
    let calls = 0;
    const onProgress = (progress: ExportProgress) => {
      calls = progress.calls;
      if (!control.signal.aborted) setState({ step: "running", ...progress });
    };
    try {
      const file = await openFile(nameFile(workspaceSlug, format));
      if (!file) return;
      onProgress({ calls: 0, ofCalls: null });
      await saveExport(file, { workspaceSlug, filter, format, signal: control.signal, onProgress });
      setState({ step: "done", calls });
    } catch (error) {
      if (!control.signal.aborted) setState({ step: "failed", message: sayWhy(error) });
    }
  };
  const cancel = () => {
    running.current?.abort();
    setState({ step: "idle" });
  };
  return { state, start, cancel };
}

function nameFile(workspaceSlug: string, format: ExportFormat): string {
  return `calls-${workspaceSlug}-${new Date().toISOString().slice(0, 10)}.${format}`;
}

function sayWhy(error: unknown): string {
  return error instanceof ExportRefused
    ? error.message
    : "The connection broke off, or the file could not be written. Nothing was saved.";
}

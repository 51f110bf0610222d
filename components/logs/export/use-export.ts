"use client";

import { useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import type { ExportFormat, LogFilter } from "@/lib/logs/schema";
import { requestProof } from "@/lib/proofs/actions";
import { type ExportProgress, ExportRejectedError, openFile, saveExport } from "./save-export";

export type ExportState =
  | { status: "idle" }
  | ({ status: "running" } & ExportProgress)
  | { status: "failed"; message: string }
  | { status: "done"; calls: number };

export function useExport(workspaceSlug: string, filter: LogFilter) {
  const [state, setState] = useState<ExportState>({ status: "idle" });
  const running = useRef<AbortController>(null);

  const start = async (format: ExportFormat) => {
    const controller = new AbortController();
    running.current = controller;
    let calls = 0;
    const onProgress = (progress: ExportProgress) => {
      calls = progress.calls;
      if (!controller.signal.aborted) setState({ status: "running", ...progress });
    };
    const proof = await callAction(() => requestProof(workspaceSlug, {}));
    if (!proof.ok) return setState({ status: "failed", message: proof.message });
    try {
      const file = await openFile(createFileName(workspaceSlug, format));
      if (!file) return;
      onProgress({ calls: 0, totalCalls: null });
      await saveExport(file, { workspaceSlug, filter, format, signal: controller.signal, onProgress });
      setState({ status: "done", calls });
    } catch (error) {
      if (!controller.signal.aborted) setState({ status: "failed", message: describeError(error) });
    }
  };
  const cancel = () => {
    running.current?.abort();
    setState({ status: "idle" });
  };
  return { state, start, cancel };
}

function createFileName(workspaceSlug: string, format: ExportFormat): string {
  return `calls-${workspaceSlug}-${new Date().toISOString().slice(0, 10)}.${format}`;
}

function describeError(error: unknown): string {
  return error instanceof ExportRejectedError
    ? error.message
    : "The connection was lost, or the file could not be written. Nothing was saved.";
}

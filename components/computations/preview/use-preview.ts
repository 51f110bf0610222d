import { useEffect, useState } from "react";
import { readStream, type StreamFailure, toStreamFailure } from "@/components/forms/read-stream";
import { type ComputationForm, ComputationName } from "@/lib/computations/schema/computation";
import type { Preview } from "@/lib/computations/schema/explanation";
import { sleep } from "@/lib/time";

interface PreviewState {
  /** The newest result, which may be of an earlier draft; null before the first one. */
  preview: Preview | null;
  /** Whether the result is of an earlier draft. */
  isOutdated: boolean;
  failure: StreamFailure | null;
  retry: () => void;
}

const pauseBefore = 250;

/** Counts the contacts of a draft once typing pauses: estimates at first, then exactly. */
export function usePreview(slug: string, form: ComputationForm, isValid: boolean): PreviewState {
  // The name and the description change nothing that is counted.
  const key = JSON.stringify([form.id, form.version, form.kind, form.body]);
  const [result, setResult] = useState<{ key: string; preview: Preview } | null>(null);
  const [failed, setFailed] = useState<{ key: string; failure: StreamFailure } | null>(null);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the form.
  useEffect(() => {
    if (!isValid) return;
    const stopped = new AbortController();
    void count(stopped.signal);
    return () => stopped.abort();

    async function count(signal: AbortSignal): Promise<void> {
      await sleep(pauseBefore, signal);
      if (signal.aborted) return;
      try {
        const draft = { ...form, name: toDraftName(form.name), description: "" };
        for await (const preview of readStream<Preview>("/api/previews", slug, draft, signal)) {
          setResult({ key, preview });
          setFailed(null);
        }
      } catch (error) {
        if (!signal.aborted) setFailed({ key, failure: toStreamFailure(error) });
      }
    }
  }, [slug, key, isValid, attempt]);

  return {
    preview: result?.preview ?? null,
    isOutdated: result?.key !== key,
    failure: failed?.key === key ? failed.failure : null,
    retry: () => {
      setFailed(null);
      setAttempt((count) => count + 1);
    },
  };
}

/** A draft is counted before it has a name. */
function toDraftName(name: string): string {
  return ComputationName.safeParse(name).data ?? "Draft";
}

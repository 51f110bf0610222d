import { useEffect, useState } from "react";
import { RejectedRequestError } from "@/components/forms/rejected-request-error";
import type { ActionFailure } from "@/lib/action";
import { type ComputationForm, ComputationName } from "@/lib/computations/schema/computation";
import type { Preview } from "@/lib/computations/schema/explanation";
import { sleep } from "@/lib/time";

type PreviewFailure = Pick<ActionFailure, "code" | "message">;

interface PreviewState {
  /** The newest result, which may be of an earlier draft; null before the first one. */
  preview: Preview | null;
  /** Whether the result is of an earlier draft. */
  isOutdated: boolean;
  failure: PreviewFailure | null;
  retry: () => void;
}

const pauseBefore = 250;
const unreachable = "The server could not be reached. Try again in a moment.";

/** Counts the contacts of a draft once typing pauses: estimates at first, then exactly. */
export function usePreview(slug: string, form: ComputationForm, isValid: boolean): PreviewState {
  // The name and the description change nothing that is counted.
  const key = JSON.stringify([form.id, form.version, form.kind, form.body]);
  const [result, setResult] = useState<{ key: string; preview: Preview } | null>(null);
  const [failed, setFailed] = useState<{ key: string; failure: PreviewFailure } | null>(null);
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
        for await (const preview of readPreviews(slug, form, signal)) {
          setResult({ key, preview });
          setFailed(null);
        }
      } catch (error) {
        if (!signal.aborted) setFailed({ key, failure: toFailure(error) });
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

/**
 * Not a server action: the router sends one action at a time, so counting would hold up saving. An aborted request ends
 * the count on the server.
 */
async function* readPreviews(
  slug: string,
  form: ComputationForm,
  signal: AbortSignal,
): AsyncGenerator<Preview, void> {
  const response = await fetch(`/api/previews?${new URLSearchParams({ workspace: slug })}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...form, name: toDraftName(form.name), description: "" }),
    signal,
  });
  if (!response.ok || !response.body) throw await RejectedRequestError.from(response);
  let rest = "";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Preview;
  }
}

/** A draft is counted before it has a name. */
function toDraftName(name: string): string {
  return ComputationName.safeParse(name).data ?? "Draft";
}

function toFailure(error: unknown): PreviewFailure {
  if (error instanceof RejectedRequestError) return { code: error.code, message: error.message };
  return { code: "unavailable", message: unreachable };
}

import { useParams } from "next/navigation";
import { useState } from "react";
import { RejectedRequestError } from "@/components/forms/rejected-request-error";
import { minute } from "@/lib/time";

/** Of an event's metadata, its names or the values of one; or of a property, its values. */
export type SuggestionQuery =
  | { event: string; metadata?: string }
  | { kind: "user" | "account"; property: string };

interface Suggestions {
  texts: readonly string[];
  isLoading: boolean;
  /** Call it when the field is opened or gets the focus. */
  load: () => void;
}

/** Loads what a field suggests once it is used. Without an answer the field still takes any text. */
export function useSuggestions(query: SuggestionQuery | null): Suggestions {
  const { workspace } = useParams<{ workspace: string }>();
  const url = query && `/api/suggestions?${new URLSearchParams({ workspace, ...query })}`;
  const [loaded, setLoaded] = useState<{ url: string; texts: readonly string[] | null } | null>(null);
  const isCurrent = loaded !== null && loaded.url === url;
  const load = () => {
    if (url === null || isCurrent) return;
    setLoaded({ url, texts: null });
    const update = (texts: readonly string[] | null) =>
      setLoaded((latest) => (latest?.url === url ? texts && { url, texts } : latest));
    // After a failure the next use of the field tries again.
    fetchTexts(url).then(update, () => update(null));
  };
  return {
    texts: (isCurrent && loaded.texts) || noTexts,
    isLoading: isCurrent && loaded.texts === null,
    load,
  };
}

const noTexts: readonly string[] = [];
const maxAnswers = 100;
const answers = new Map<string, { texts: Promise<readonly string[]>; until: number }>();

/** Fields of one builder ask the same: answers are kept for a minute. */
function fetchTexts(url: string): Promise<readonly string[]> {
  const known = answers.get(url);
  if (known && known.until > Date.now()) return known.texts;
  const texts = fetch(url).then(async (response) => {
    if (!response.ok) throw await RejectedRequestError.from(response);
    return (await response.json()).data as string[];
  });
  texts.catch(() => answers.delete(url));
  if (answers.size >= maxAnswers) answers.clear();
  answers.set(url, { texts, until: Date.now() + minute });
  return texts;
}

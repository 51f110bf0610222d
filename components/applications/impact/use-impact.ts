"use client";

import { useCallback, useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import type { ActionResult } from "@/lib/action";
import { getImpact } from "@/lib/applications/actions";
import type { ImpactQuery } from "@/lib/applications/schema";
import type { Impact } from "@/lib/logs/schema";

/** Null while the calls are counted. A failed count asks for the name too: calls may be coming. */
export type ImpactResult = ActionResult<Impact> | null;

export interface ImpactConfirmation {
  result: ImpactResult;
  /** The name that the person has to type if there are calls. */
  name: string;
  typed: string;
  setTyped: (typed: string) => void;
  /** True until the calls are counted and, if there are any, the name is typed. */
  blocked: boolean;
}

/**
 * The confirmation of a change that makes calls fail: one click without calls, otherwise the name. `ImpactFields` shows it.
 * Callers that count the calls themselves pass the result to `show`.
 */
export function useImpact(slug: string, name: string) {
  const [result, setResult] = useState<ImpactResult>(null);
  const [typed, setTyped] = useState("");
  const newest = useRef(0);
  const show = useCallback((shown: ImpactResult) => {
    newest.current += 1;
    setResult(shown);
    setTyped("");
  }, []);
  /** Counts the calls, for a question that is about to be shown or is shown. */
  const count = useCallback(
    async (query: ImpactQuery): Promise<ActionResult<Impact>> => {
      show(null);
      const request = newest.current;
      const counted = await callAction(() => getImpact(slug, query));
      // The question may have been closed and asked about something else.
      if (request === newest.current) setResult(counted);
      return counted;
    },
    [slug, show],
  );
  const isTyped = typed.trim() === name;
  const blocked = result === null || (mustType(result) && !isTyped);
  return { result, name, typed, setTyped, blocked, show, count };
}

export function mustType(result: ActionResult<Impact>): boolean {
  return !result.ok || result.data.calls > 0;
}

"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { dropLeaveGuards } from "@/components/forms/leave-guard";
import { useUnsavedChanges } from "@/components/forms/unsaved-changes";
import { toast } from "@/components/ui/overlay/toast";
import type { ActionFailure } from "@/lib/action";
import { saveComputation } from "@/lib/computations/actions";
import type { BodyOf, ComputationForm, ComputationType } from "@/lib/computations/schema/computation";
import { toListUrl } from "@/lib/computations/schema/urls";
import type { Issue } from "@/lib/errors";
import { validateDraft } from "./validate-draft";

export type Draft<Type extends ComputationType> = Omit<ComputationForm, "body"> & { body: BodyOf<Type> };

interface DraftOptions<Type extends ComputationType> {
  slug: string;
  /** The stored version, or the initial values of a new one. */
  saved: Draft<Type>;
}

/** The state of an editor: the draft, its errors, and saving. */
export function useDraft<Type extends ComputationType>({ slug, saved }: DraftOptions<Type>) {
  const router = useRouter();
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(saved);
  const [hasSubmitted, setHasSubmitted] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [isSaving, startSaving] = useTransition();
  const [isReloading, startReloading] = useTransition();
  const [replacesDraft, setReplacesDraft] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const [invalidAttempts, setInvalidAttempts] = useState(0);

  const isDirty = JSON.stringify(draft) !== JSON.stringify(base);
  useUnsavedChanges(isDirty);
  useEffect(() => {
    if (invalidAttempts > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [invalidAttempts]);

  if (replacesDraft && saved.version !== base.version) {
    setReplacesDraft(false);
    setFailure(null);
    setBase(saved);
    setDraft(saved);
  }

  const draftIssues = validateDraft(draft);
  const change = (values: Partial<Draft<Type>>) => {
    setDraft((current) => ({ ...current, ...values }));
    setFailure(null);
  };
  const saveDraft = async () => {
    const result = await callAction(() => saveComputation(slug, draft));
    if (!result.ok) {
      setFailure(result);
      return setInvalidAttempts((count) => count + 1);
    }
    setBase(draft);
    toast.success(`${draft.name.trim()} was saved.`);
    await dropLeaveGuards();
    router.push(toListUrl(slug, draft.body.type, draft.kind));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setHasSubmitted(true);
    if (draftIssues.length > 0) return setInvalidAttempts((count) => count + 1);
    setFailure(null);
    startSaving(saveDraft);
  };
  /** Replaces the draft with the version that another member saved. */
  const loadTheirs = () => {
    setReplacesDraft(true);
    startReloading(() => router.refresh());
  };
  const shownIssues: Issue[] = [...(hasSubmitted ? draftIssues : []), ...(failure?.issues ?? [])];
  return {
    slug,
    draft,
    form,
    isDirty,
    isSaving,
    isReloading,
    /** Whether the draft could be saved and previewed. */
    isValid: draftIssues.length === 0,
    /** Shown from the first attempt to save. */
    issues: shownIssues,
    failure,
    change,
    changeBody: (values: Partial<BodyOf<Type>>) =>
      change({ body: { ...draft.body, ...values } } as Partial<Draft<Type>>),
    submit,
    loadTheirs,
  };
}

export type DraftState<Type extends ComputationType = ComputationType> = ReturnType<typeof useDraft<Type>>;

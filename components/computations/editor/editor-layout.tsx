"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { SubmitButton } from "@/components/forms/submit-button";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { toListUrl } from "@/lib/computations/schema/urls";
import type { Draft, DraftState } from "./use-draft";

interface EditorLayoutProps {
  state: Pick<
    DraftState,
    "slug" | "form" | "isSaving" | "isReloading" | "issues" | "failure" | "submit" | "loadTheirs"
  > & { draft: Draft<DraftState["draft"]["body"]["type"]> };
  /** "Create stage", "Save stage" */
  saveLabel: string;
  disabledReason: string | null;
  preview: ReactNode;
  children: ReactNode;
}

/** The fields of an editor, the preview beside them and the buttons, which stay in view. */
export function EditorLayout({ state, saveLabel, disabledReason, preview, children }: EditorLayoutProps) {
  const { slug, draft, form, isSaving, issues, submit } = state;
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-6">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-6">{children}</div>
        <div className="min-w-0 self-start xl:sticky xl:top-8">{preview}</div>
      </div>
      <div className="sticky bottom-0 z-10 -mx-1 flex flex-col gap-3 border-t bg-background px-1 py-3">
        <EditorFailure state={state} />
        <div className="flex flex-wrap items-center justify-end gap-2 max-sm:*:flex-1">
          {issues.length > 0 && !state.failure && (
            <p role="status" className="mr-auto text-danger max-sm:basis-full">
              Correct the highlighted fields.
            </p>
          )}
          <Button asChild>
            <Link href={toListUrl(slug, draft.body.type, draft.kind)}>Cancel</Link>
          </Button>
          <SubmitButton disabledReason={disabledReason} pending={isSaving} pendingLabel="Saving…">
            {saveLabel}
          </SubmitButton>
        </div>
      </div>
    </form>
  );
}

/** A rejected attempt to save. The draft stays. */
function EditorFailure({ state }: Pick<EditorLayoutProps, "state">) {
  const { failure, isReloading, loadTheirs } = state;
  if (!failure) return null;
  if (!failure.issues.some(({ path }) => path === "version")) {
    return <FailureAlert code={failure.code} message={failure.message} />;
  }
  return (
    <Alert
      tone="warning"
      role="alert"
      action={
        <Button pending={isReloading} pendingLabel="Loading…" onClick={loadTheirs}>
          Load their version
        </Button>
      }
    >
      {failure.message} Your input stays until you load their version.
    </Alert>
  );
}

"use client";

import type { ReactNode } from "react";
import { validateDraft } from "@/components/computations/editor/validate-draft";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import { Spinner } from "@/components/ui/feedback/spinner";
import type { ComputationForm, ComputationType } from "@/lib/computations/schema/computation";
import type { Preview } from "@/lib/computations/schema/explanation";
import { AffectedList } from "./preview/affected-list";
import { PreviewCounts } from "./preview/preview-counts";
import { PreviewExamples } from "./preview/preview-examples";
import { usePreview } from "./preview/use-preview";

interface PreviewPanelProps {
  slug: string;
  /** The draft. Its name may be missing. */
  form: ComputationForm;
  /** Below the counts, such as a histogram. */
  renderDistribution?: (preview: Preview) => ReactNode;
}

/** What saving the draft would change, beside its editor. */
export function PreviewPanel({ slug, form, renderDistribution }: PreviewPanelProps) {
  const isValid = validateDraft(form).every(({ path }) => !path.startsWith("body"));
  const { preview, isOutdated, failure, retry } = usePreview(slug, form, isValid);
  const isBusy = isValid && !failure && (isOutdated || !preview?.isExact);
  const shown = isValid || !isOutdated ? preview : null;
  return (
    <section
      aria-label="Preview"
      aria-busy={isBusy}
      className="flex flex-col gap-4 rounded-surface border bg-surface p-4"
    >
      <header className="flex h-5 items-center justify-between gap-2">
        <h2 className="font-semibold">Preview</h2>
        {isBusy && (
          <span className="flex items-center gap-1.5 text-muted text-sm">
            <Spinner className="size-3.5" />
            Counting…
          </span>
        )}
      </header>
      {failure && (
        <div className="flex flex-col items-start gap-2">
          <FailureAlert code={failure.code} message={failure.message} className="w-full" />
          <Button onClick={retry}>Try again</Button>
        </div>
      )}
      {!failure && !shown && (isValid ? <PreviewSkeleton /> : <IncompleteDraft type={form.body.type} />)}
      {!failure && shown && (
        <div
          className={cn("flex flex-col gap-4 transition-opacity duration-150", isOutdated && "opacity-50")}
        >
          <PreviewCounts preview={shown} form={form} />
          {renderDistribution?.(shown)}
          <PreviewExamples
            slug={slug}
            kind={form.kind}
            examples={shown.examples}
            showsResults={form.body.type !== "segment"}
          />
          <AffectedList slug={slug} affected={shown.affected} />
        </div>
      )}
    </section>
  );
}

const missingParts: Record<ComputationType, string> = {
  segment: "conditions",
  stage: "conditions",
  healthProfile: "conditions",
  score: "rules",
  property: "formula",
};

function IncompleteDraft({ type }: { type: ComputationType }) {
  return <p className="min-h-30 text-muted">Complete the {missingParts[type]} to see the result here.</p>;
}

function PreviewSkeleton() {
  return (
    <div aria-hidden className="flex flex-col gap-4">
      <div className="flex h-30 flex-col">
        <Skeleton className="my-1 h-6 w-24" />
        <Skeleton className="my-1 w-40" />
        <Skeleton className="my-1.5 h-1.5" />
        <Skeleton className="my-1 w-36" />
      </div>
      <Skeleton className="w-20" />
      <Skeleton className="w-3/5" />
      <Skeleton className="w-1/2" />
      <Skeleton className="w-3/5" />
    </div>
  );
}

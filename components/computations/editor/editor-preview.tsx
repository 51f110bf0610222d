"use client";

import { CountBars } from "@/components/computations/distribution/count-bars";
import { HealthBar, type HealthCounts } from "@/components/computations/distribution/health-bar";
import { ScoreHistogram } from "@/components/computations/distribution/score-histogram";
import { PreviewPanel } from "@/components/computations/preview-panel";
import type { ComputationForm } from "@/lib/computations/schema/computation";
import { healthLabels, healthValues } from "@/lib/computations/schema/condition";
import type { Preview } from "@/lib/computations/schema/explanation";

/** The preview of a draft, with the distribution of its type. */
export function EditorPreview({
  state: { slug, draft },
}: {
  state: { slug: string; draft: ComputationForm };
}) {
  const renderDistribution = (preview: Preview) => <Distribution body={draft.body} preview={preview} />;
  return <PreviewPanel slug={slug} form={draft} renderDistribution={renderDistribution} />;
}

interface DistributionProps {
  body: ComputationForm["body"];
  preview: Preview;
}

function Distribution({ body, preview: { distribution, rules, total } }: DistributionProps) {
  if (distribution.length === 0) return null;
  switch (body.type) {
    case "healthProfile":
      return <HealthBar counts={toHealthCounts(distribution)} />;
    case "stage":
      return <CountBars title="By stage" total={total} bars={distribution} />;
    case "score":
      return (
        <>
          <ScoreHistogram distribution={distribution} good={body.good} bad={body.bad} />
          <CountBars
            title="Rules that hold"
            total={total}
            bars={rules.map((count, index) => ({ label: body.rules[index]?.name ?? "", count }))}
          />
        </>
      );
    default:
      return null;
  }
}

function toHealthCounts(distribution: Preview["distribution"]): HealthCounts {
  const counts: HealthCounts = { good: 0, normal: 0, bad: 0 };
  for (const value of healthValues)
    counts[value] = distribution.find(({ label }) => label === healthLabels[value])?.count.count ?? 0;
  return counts;
}

"use client";

import Link from "next/link";
import { healthStyle } from "@/components/computations/distribution/health-bar";
import { cn } from "@/components/ui/class-names";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { type HealthValue, healthLabels, healthValues } from "@/lib/computations/schema/condition";
import { type ContactListQuery, formatContactListUrl, noStage } from "@/lib/contacts/schema/contact-list";

export type StageShare = {
  /** Null for contacts without a stage. */
  stageId: string | null;
  name: string;
  count: number;
} & Record<HealthValue, number>;

interface StageBarProps {
  /** In their order. */
  stages: StageShare[];
  path: string;
  query: ContactListQuery;
}

/** How many contacts are in each stage, and their health. A stage filters the list; pressed again, it shows all. */
export function StageBar({ stages, path, query }: StageBarProps) {
  const total = stages.reduce((sum, { count }) => sum + count, 0);
  return (
    <nav aria-label="Stages">
      <ul className="flex flex-wrap gap-px overflow-hidden rounded-surface border bg-border">
        {stages.map((stage) => {
          const value = stage.stageId ?? noStage;
          const isCurrent = query.stage === value;
          const href = formatContactListUrl(path, {
            ...query,
            stage: isCurrent ? null : value,
            cursor: null,
          });
          return (
            <li
              key={value}
              style={{ flexGrow: total === 0 ? 1 : Math.max((100 * stage.count) / total, 5) }}
              className="flex min-w-32 basis-32"
            >
              <Tooltip content={describeHealth(stage)}>
                <Link
                  href={href}
                  prefetch={false}
                  aria-current={isCurrent || undefined}
                  className={cn(
                    "flex min-w-0 flex-1 flex-col gap-1.5 bg-surface px-3 py-2.5 -outline-offset-2 transition-colors duration-150 hover:bg-inset",
                    isCurrent && "bg-accent-subtle hover:bg-accent-subtle",
                  )}
                >
                  <span className="flex items-baseline gap-2">
                    <span title={stage.name} className={cn("min-w-0 truncate", isCurrent && "font-medium")}>
                      {stage.name}
                    </span>
                    <span className="ml-auto font-semibold tabular-nums">
                      {stage.count.toLocaleString("en")}
                    </span>
                  </span>
                  <HealthShares stage={stage} />
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function HealthShares({ stage }: { stage: StageShare }) {
  return (
    <span aria-hidden className="flex h-1.5 gap-px overflow-hidden rounded-full bg-hover">
      {healthValues.map(
        (health) =>
          stage[health] > 0 && (
            <span
              key={health}
              style={{ width: `${(100 * stage[health]) / stage.count}%` }}
              className={cn("min-w-1", healthStyle[health])}
            />
          ),
      )}
    </span>
  );
}

/** "12 good, 3 normal, 1 bad" */
function describeHealth(stage: StageShare): string {
  const known = healthValues.filter((health) => stage[health] > 0);
  if (known.length === 0) return "No health";
  return known
    .map((health) => `${stage[health].toLocaleString("en")} ${healthLabels[health].toLowerCase()}`)
    .join(", ");
}

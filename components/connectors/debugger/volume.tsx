"use client";

import { ListFilter } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Select } from "@/components/ui/form/select";
import { ShortLocalTime } from "@/components/ui/time/local-time";
import {
  describeReason,
  isMessageReason,
  type MessageVolume,
  messageOutcomes,
  outcomeLabels,
  type ReasonCount,
  volumeRangeNames,
  volumeRanges,
} from "@/lib/connectors/messages/rows";
import { OutcomeBadge } from "./outcome-badge";
import type { DebuggerFilterState } from "./use-debugger-filter";
import { sumVolume, VolumeChart } from "./volume-chart";

interface VolumeProps {
  volume: MessageVolume;
  filter: DebuggerFilterState;
}

/** How many messages arrived, and why some were not accepted. The filters do not change it. */
export function Volume({ volume, filter: { view, change } }: VolumeProps) {
  const totals = sumVolume(volume.bars);
  return (
    <section aria-label="Volume" className="rounded-surface border bg-surface">
      <div className="flex flex-col-reverse gap-x-8 gap-y-4 p-4 lg:flex-row">
        <VolumeChart key={volume.barWidth} volume={volume} />
        <div className="flex shrink-0 flex-col gap-3 lg:w-60">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <Field label="Range of the counts" hideLabel>
              <Select
                value={view.range}
                onChange={({ target }) =>
                  change({ range: volumeRangeNames.find((name) => name === target.value) ?? "24h" })
                }
              >
                {volumeRangeNames.map((name) => (
                  <option key={name} value={name}>
                    {volumeRanges[name].label}
                  </option>
                ))}
              </Select>
            </Field>
            <p className="text-muted text-xs">
              since <ShortLocalTime time={volume.from} />
            </p>
          </div>
          <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:max-lg:grid-cols-4">
            {messageOutcomes.map((outcome) => (
              <div key={outcome} className="flex min-w-0 flex-col">
                <dt className="truncate text-muted text-sm">{outcomeLabels[outcome]}</dt>
                <dd className="font-semibold text-xl tabular-nums tracking-tight">
                  {totals[outcome].toLocaleString("en")}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
      {volume.reasons.length > 0 && (
        <ul aria-label="Reasons" className="divide-y border-t">
          {volume.reasons.map((reason) => (
            <ReasonLine key={`${reason.outcome} ${reason.code}`} reason={reason} onFilter={change} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface ReasonLineProps {
  reason: ReasonCount;
  onFilter: DebuggerFilterState["change"];
}

/** The reasons of whole requests filter nothing: the list has no messages of such requests. */
function ReasonLine({ reason: { outcome, code, messages }, onFilter }: ReasonLineProps) {
  return (
    <li className="flex items-center gap-3 px-4 py-2">
      <div className="flex min-w-0 flex-1 flex-col items-start gap-x-3 gap-y-1 sm:flex-row sm:items-center">
        <OutcomeBadge outcome={outcome} />
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <code className="wrap-anywhere font-mono text-sm">{code}</code>
          <p className="min-w-0 text-muted text-sm">{describeReason(code)}</p>
        </div>
      </div>
      <span className="tabular-nums">{messages.toLocaleString("en")}</span>
      <span className="flex w-control justify-end">
        {isMessageReason(code) && (
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Only ${code}`}
            title={`Only ${code}`}
            onClick={() => onFilter({ reason: code, outcome: null })}
          >
            <ListFilter />
          </Button>
        )}
      </span>
    </li>
  );
}

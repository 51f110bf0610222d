"use client";

import { Check, ChevronDown, Clock } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useTimeZone } from "@/components/ui/local-time";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Tooltip } from "@/components/ui/tooltip";
import { useShortcut } from "@/components/ui/use-shortcut";
import { type TimeRangeName, timeRanges } from "@/lib/logs/schema";
import { CustomRange } from "./custom-range";
import { useLogFilter } from "./log-filter";
import { describePeriod, presetsOf } from "./period";

/** Of which time calls are shown. */
export function RangeMenu({ keptDays }: { keptDays: number }) {
  const { filter, change } = useLogFilter();
  const timeZone = useTimeZone();
  const [open, setOpen] = useState(false);
  useShortcut("t", () => setOpen(true));
  const choose = (period: { range?: TimeRangeName; from?: Date; to?: Date }) => {
    setOpen(false);
    change({ range: undefined, from: undefined, to: undefined, ...period });
  };
  const isCustom = Boolean(filter.from ?? filter.to);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <Tooltip content="Time range" shortcut="T">
        <PopoverTrigger asChild>
          <Button className="max-sm:flex-1 max-sm:justify-start">
            <Clock className="text-muted" />
            <span className="sr-only">Time range: </span>
            {describePeriod(filter, keptDays, timeZone)}
            <ChevronDown className="text-muted max-sm:ml-auto" />
          </Button>
        </PopoverTrigger>
      </Tooltip>
      <PopoverContent aria-label="Time range" className="w-80">
        <ul className="p-1">
          {presetsOf(keptDays).map((range) => (
            <Choice
              key={range}
              label={timeRanges[range].label}
              chosen={!isCustom && filter.range === range}
              onChoose={() => choose({ range })}
            />
          ))}
          <Choice
            label={`Last ${keptDays} days`}
            note="all that is kept"
            chosen={!isCustom && !presetsOf(keptDays).some((range) => range === filter.range)}
            onChoose={() => choose({})}
          />
        </ul>
        <CustomRange key={String(open)} timeZone={timeZone} keptDays={keptDays} onApply={choose} />
      </PopoverContent>
    </Popover>
  );
}

interface ChoiceProps {
  label: string;
  note?: string;
  chosen: boolean;
  onChoose: () => void;
}

function Choice({ label, note, chosen, onChoose }: ChoiceProps) {
  return (
    <li>
      <button
        type="button"
        aria-current={chosen || undefined}
        onClick={onChoose}
        className="flex h-control w-full items-center gap-2 rounded-control px-2 text-left -outline-offset-2 hover:bg-hover"
      >
        {label}
        {note && <span className="text-muted text-sm">{note}</span>}
        {chosen && <Check aria-hidden className="ml-auto size-4 text-muted" />}
      </button>
    </li>
  );
}

"use client";

import type { FacetOption } from "@/lib/logs/schema";
import { OptionBox } from "./facet-options";
import { groupStatuses, includesStatus, toggleStatus } from "./status-options";

interface StatusOptionsProps {
  options: FacetOption[];
  chosen: string[];
  onChoose: (chosen: string[]) => void;
}

/** Classes of statuses, with their codes under them. */
export function StatusOptions({ options, chosen, onChoose }: StatusOptionsProps) {
  return groupStatuses(options).map((group) => (
    <div key={group.whole.value}>
      {[group.whole, ...group.codes].map((option) => (
        <OptionBox
          key={option.value}
          option={option}
          checked={includesStatus(chosen, option.value)}
          onToggle={() => onChoose(toggleStatus(chosen, option.value, group))}
          className={option === group.whole ? "font-medium" : "pl-8"}
        />
      ))}
    </div>
  ));
}

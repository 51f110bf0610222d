"use client";

import { ChevronDown, Search } from "lucide-react";
import { Toolbar } from "radix-ui";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Checkbox } from "@/components/ui/form/checkbox";
import { Input } from "@/components/ui/form/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/overlay/popover";
import type { FacetName, FacetOption } from "@/lib/logs/schema";
import {
  addMissingOptions,
  facetTitles,
  groupStatuses,
  isStatusChosen,
  toggleStatus,
  toggleValue,
} from "./facets";
import { useLogFilter } from "./use-log-filter";

interface FacetMenuProps {
  name: FacetName;
  options: FacetOption[];
}

/** A button that says what one name of the filter is, and opens the choice. */
export function FacetMenu({ name, options }: FacetMenuProps) {
  const { filter, change } = useLogFilter();
  /** What is chosen while the menu is open is one step of history. */
  const goesOn = useRef(false);
  const chosen = filter[name];
  const title = facetTitles[name];
  const choose = (values: string[]) => {
    change({ [name]: values }, { goesOn: goesOn.current });
    goesOn.current = true;
  };
  return (
    <Popover
      onOpenChange={() => {
        goesOn.current = false;
      }}
    >
      <Toolbar.Button asChild>
        <PopoverTrigger asChild>
          <Button className={cn("max-w-64 gap-1 px-2.5", chosen.length === 0 && "border-dashed")}>
            <span className={cn(chosen.length > 0 && "text-muted")}>{title}</span>
            {chosen.length > 0 && <span className="truncate">{describeChosen(name, options, chosen)}</span>}
            <ChevronDown className="text-muted" />
          </Button>
        </PopoverTrigger>
      </Toolbar.Button>
      <PopoverContent aria-label={title} className="w-72">
        <FacetOptions name={name} options={options} onChoose={choose} />
        {chosen.length > 0 && (
          <div className="border-t p-1">
            <Button variant="ghost" onClick={() => choose([])} className="w-full justify-start px-2">
              Clear
            </Button>
          </div>
        )}
      </PopoverContent>
    </Popover>
  );
}

/** Two are named; more are counted. */
function describeChosen(name: FacetName, options: FacetOption[], chosen: string[]): string {
  if (chosen.length > 2) return `${chosen.length} chosen`;
  if (name === "status") return chosen.join(", ");
  return chosen.map((value) => options.find((option) => option.value === value)?.label ?? value).join(", ");
}

/** From more options than these one is found sooner by its name. */
const minOptionsToSearch = 8;
/** Only those with the most calls are there. */
const maxOptions = 100;

interface FacetOptionsProps {
  name: FacetName;
  options: FacetOption[];
  onChoose: (chosen: string[]) => void;
}

/** What one name of the filter can be, each with the calls that it would show. Arrows go from one to the next. */
export function FacetOptions({ name, options, onChoose }: FacetOptionsProps) {
  const { filter } = useLogFilter();
  const [search, setSearch] = useState("");
  const chosen = filter[name];
  const all = addMissingOptions(options, chosen);
  const found = all.filter(({ label }) => label.toLowerCase().includes(search.trim().toLowerCase()));
  const title = facetTitles[name];
  return (
    <fieldset onKeyDown={moveFocus} className="flex min-h-0 min-w-0 flex-col">
      <legend className="sr-only">{title}</legend>
      {all.length > minOptionsToSearch && name !== "status" && (
        <div className="relative border-b p-1.5">
          <Search
            aria-hidden
            className="pointer-events-none absolute inset-y-0 left-4 my-auto size-4 text-muted"
          />
          <Input
            data-option
            aria-label={`Search in ${title}`}
            value={search}
            onChange={({ target }) => setSearch(target.value)}
            placeholder="Search"
            autoComplete="off"
            className="border-transparent bg-transparent pl-8"
          />
        </div>
      )}
      <div className="min-h-0 overflow-y-auto p-1">
        {name === "status" ? (
          <StatusOptions options={all} chosen={chosen} onChoose={onChoose} />
        ) : (
          found.map((option) => (
            <OptionBox
              key={option.value}
              option={option}
              checked={chosen.includes(option.value)}
              onToggle={() => onChoose(toggleValue(chosen, option.value))}
            />
          ))
        )}
      </div>
      <OptionNote count={all.length} found={found.length} search={search} />
    </fieldset>
  );
}

function OptionNote({ count, found, search }: { count: number; found: number; search: string }) {
  if (count === 0) return <p className="px-3 pb-2 text-muted text-sm">None in these calls.</p>;
  if (found === 0) return <p className="px-3 pb-2 text-muted text-sm">Nothing has “{search}”.</p>;
  if (count < maxOptions) return null;
  return <p className="border-t px-3 py-2 text-muted text-sm">Those with the most calls.</p>;
}

interface OptionBoxProps {
  option: FacetOption;
  checked: boolean;
  onToggle: () => void;
  className?: string;
}

function OptionBox({ option, checked, onToggle, className }: OptionBoxProps) {
  const id = useId();
  return (
    <label
      htmlFor={id}
      className={cn(
        "flex min-h-control cursor-pointer items-center gap-2.5 rounded-control px-2 py-1 has-focus-visible:bg-hover hover:bg-hover",
        className,
      )}
    >
      <Checkbox data-option id={id} checked={checked} onChange={onToggle} />
      <span title={option.label} className="min-w-0 flex-1 truncate">
        {option.label}
      </span>{" "}
      <span className="text-muted text-sm tabular-nums">{option.calls.toLocaleString("en")}</span>
    </label>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-option]")];
  const place = stops.findIndex((stop) => stop.matches(":focus"));
  stops[Math.min(Math.max(place + step, 0), stops.length - 1)]?.focus();
}

interface StatusOptionsProps {
  options: FacetOption[];
  chosen: string[];
  onChoose: (chosen: string[]) => void;
}

/** Classes of statuses, with their codes under them. */
function StatusOptions({ options, chosen, onChoose }: StatusOptionsProps) {
  return groupStatuses(options).map((group) => (
    <div key={group.whole.value}>
      {[group.whole, ...group.codes].map((option) => (
        <OptionBox
          key={option.value}
          option={option}
          checked={isStatusChosen(chosen, option.value)}
          onToggle={() => onChoose(toggleStatus(chosen, option.value, group))}
          className={option === group.whole ? "font-medium" : "pl-8"}
        />
      ))}
    </div>
  ));
}

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
  isStatusSelected,
  toggleStatus,
  toggleValue,
} from "./facets";
import { useLogFilter } from "./use-log-filter";

interface FacetMenuProps {
  name: FacetName;
  options: FacetOption[];
}

export function FacetMenu({ name, options }: FacetMenuProps) {
  const { filter, change } = useLogFilter();
  /** All choices of one opened menu are one step of the history. */
  const history = useRef<"push" | "replace">("push");
  const selected = filter[name];
  const title = facetTitles[name];
  const select = (values: string[]) => {
    change({ [name]: values }, { history: history.current });
    history.current = "replace";
  };
  return (
    <Popover
      onOpenChange={() => {
        history.current = "push";
      }}
    >
      <Toolbar.Button asChild>
        <PopoverTrigger asChild>
          <Button className={cn("max-w-64 gap-1 px-2.5", selected.length === 0 && "border-dashed")}>
            <span className={cn(selected.length > 0 && "text-muted")}>{title}</span>
            {selected.length > 0 && (
              <span className="truncate">{describeSelected(name, options, selected)}</span>
            )}
            <ChevronDown className="text-muted" />
          </Button>
        </PopoverTrigger>
      </Toolbar.Button>
      <PopoverContent aria-label={title} className="w-72">
        <FacetOptions name={name} options={options} onChange={select} />
        {selected.length > 0 && (
          <div className="border-t p-1">
            <Button variant="ghost" onClick={() => select([])} className="w-full justify-start px-2">
              Clear
            </Button>
          </div>
        )}
      </PopoverContent>
    </Popover>
  );
}

/** Names up to two values and counts more. */
function describeSelected(name: FacetName, options: FacetOption[], selected: string[]): string {
  if (selected.length > 2) return `${selected.length} selected`;
  if (name === "status") return selected.join(", ");
  return selected.map((value) => options.find((option) => option.value === value)?.label ?? value).join(", ");
}

/** More options than these get a search. */
const minOptionsToSearch = 8;
/** The server returns at most this many, those with the most calls. */
const maxOptions = 100;

interface FacetOptionsProps {
  name: FacetName;
  options: FacetOption[];
  onChange: (selected: string[]) => void;
}

/** The options of one facet with their calls. The arrow keys move the focus. */
export function FacetOptions({ name, options, onChange }: FacetOptionsProps) {
  const { filter } = useLogFilter();
  const [search, setSearch] = useState("");
  const selected = filter[name];
  const all = addMissingOptions(options, selected);
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
          <StatusOptions options={all} selected={selected} onChange={onChange} />
        ) : (
          found.map((option) => (
            <OptionBox
              key={option.value}
              option={option}
              checked={selected.includes(option.value)}
              onToggle={() => onChange(toggleValue(selected, option.value))}
            />
          ))
        )}
      </div>
      <OptionNote count={all.length} found={found.length} search={search} />
    </fieldset>
  );
}

function OptionNote({ count, found, search }: { count: number; found: number; search: string }) {
  if (count === 0) return <p className="px-3 pb-2 text-muted text-sm">No values in these calls.</p>;
  if (found === 0) return <p className="px-3 pb-2 text-muted text-sm">No option matches “{search}”.</p>;
  if (count < maxOptions) return null;
  return <p className="border-t px-3 py-2 text-muted text-sm">Only the most frequent values.</p>;
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
  const position = stops.findIndex((stop) => stop.matches(":focus"));
  stops[Math.min(Math.max(position + step, 0), stops.length - 1)]?.focus();
}

interface StatusOptionsProps {
  options: FacetOption[];
  selected: string[];
  onChange: (selected: string[]) => void;
}

function StatusOptions({ options, selected, onChange }: StatusOptionsProps) {
  return groupStatuses(options).map((group) => (
    <div key={group.whole.value}>
      {[group.whole, ...group.codes].map((option) => (
        <OptionBox
          key={option.value}
          option={option}
          checked={isStatusSelected(selected, option.value)}
          onToggle={() => onChange(toggleStatus(selected, option.value, group))}
          className={option === group.whole ? "font-medium" : "pl-8"}
        />
      ))}
    </div>
  ));
}

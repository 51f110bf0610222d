"use client";

import { Check, ChevronDown, Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/overlay/popover";
import { useFieldControl } from "./field";
import { controlStyle } from "./input";

export type ComboboxOption = {
  value: string;
  label: string;
  /** A heading above the options of a group, which stand together. */
  group?: string | null;
  /** At the right, such as the type. Also searched. */
  hint?: string;
};

interface ComboboxProps {
  /** By default that of the field. */
  id?: string;
  /** For screen readers; by default the label of the field. */
  label?: string;
  options: readonly ComboboxOption[];
  value: string | null;
  onChange: (value: string) => void;
  placeholder?: string;
  disabled?: boolean;
  className?: string;
  /** Whether a searched text that is none of the options can be chosen. */
  allowsNew?: boolean;
  /** Whether the options are still loading. */
  isLoading?: boolean;
  /** Loads the options. */
  onOpen?: () => void;
  /** Below the options, such as a button that creates one. */
  footer?: ReactNode;
  "aria-invalid"?: true | undefined;
  "aria-describedby"?: string | undefined;
}

/** A select with a search, for long lists. */
export function Combobox({
  options,
  value,
  onChange,
  placeholder,
  allowsNew = false,
  isLoading = false,
  onOpen,
  footer,
  label,
  className,
  ...props
}: ComboboxProps) {
  const [open, setOpen] = useState(false);
  const field = useFieldControl();
  const selected = options.find((option) => option.value === value);
  const text = selected?.label ?? value ?? placeholder ?? "Choose…";
  const changeOpen = (next: boolean) => {
    if (next) onOpen?.();
    setOpen(next);
  };
  const choose = (chosen: string) => {
    setOpen(false);
    if (chosen !== value) onChange(chosen);
  };
  return (
    <Popover open={open} onOpenChange={changeOpen}>
      <PopoverTrigger
        {...field}
        {...props}
        type="button"
        role="combobox"
        aria-haspopup="listbox"
        aria-label={label}
        className={cn(controlStyle, "flex items-center gap-2 text-left", className)}
      >
        <span className={cn("min-w-0 flex-1 truncate", value === null && "text-muted")}>{text}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
      </PopoverTrigger>
      <PopoverContent aria-label={label ?? "Options"} className="w-(--radix-popover-trigger-width) min-w-64">
        <OptionSearch
          options={options}
          value={value}
          allowsNew={allowsNew}
          isLoading={isLoading}
          onChoose={choose}
        />
        {footer && <div className="border-t p-1">{footer}</div>}
      </PopoverContent>
    </Popover>
  );
}

/** Rendering thousands of options would block the page; a search finds the others. */
const maxShown = 500;

interface OptionSearchProps {
  options: readonly ComboboxOption[];
  value: string | null;
  allowsNew: boolean;
  isLoading: boolean;
  onChoose: (value: string) => void;
}

/** The focus stays in the search: arrow keys move the active option, and Enter chooses it. */
function OptionSearch({ options, value, allowsNew, isLoading, onChoose }: OptionSearchProps) {
  const id = useId();
  const [search, setSearch] = useState("");
  const [active, setActive] = useState(value);
  const matching = options.filter((option) => matches(option, search)).slice(0, maxShown);
  const found = allowsNew ? addTyped(matching, search.trim()) : matching;
  const position = Math.max(
    0,
    found.findIndex((option) => option.value === active),
  );
  const activeId = found.length > 0 ? `${id}-${position}` : undefined;
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  const onKeyDown = (event: KeyboardEvent) => {
    const target = {
      ArrowDown: position + 1,
      ArrowUp: position - 1,
      PageDown: position + 8,
      PageUp: position - 8,
    }[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      const chosen = found[position];
      if (chosen) onChoose(chosen.value);
    } else if (target !== undefined) {
      event.preventDefault();
      setActive(found[Math.min(Math.max(target, 0), found.length - 1)]?.value ?? null);
    }
  };
  return (
    <>
      <div className="relative border-b p-1.5">
        <Search
          aria-hidden
          className="pointer-events-none absolute inset-y-0 left-4 my-auto size-4 text-muted"
        />
        <input
          role="combobox"
          aria-label="Search"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={activeId}
          value={search}
          placeholder="Search"
          autoComplete="off"
          onKeyDown={onKeyDown}
          onChange={({ target }) => {
            setSearch(target.value);
            setActive(null);
          }}
          className={cn(controlStyle, "border-transparent bg-transparent pl-8")}
        />
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Options"
        className="max-h-72 min-h-0 overflow-y-auto p-1"
      >
        {found.map((option, index) => (
          <ListOption
            key={option.value}
            id={`${id}-${index}`}
            option={option}
            heading={option.group === found[index - 1]?.group ? null : option.group}
            isActive={index === position}
            isSelected={option.value === value}
            onChoose={() => onChoose(option.value)}
            onHover={() => setActive(option.value)}
          />
        ))}
      </div>
      <p role="status" className={found.length > 0 ? "sr-only" : "px-3 pb-2 text-muted text-sm"}>
        {isLoading && "Loading…"}
        {!isLoading && found.length === 0 && describeNone(search, allowsNew)}
      </p>
    </>
  );
}

function describeNone(search: string, allowsNew: boolean): string {
  if (search !== "") return `No option matches “${search}”.`;
  return allowsNew ? "Type a name." : "There are no options.";
}

interface ListOptionProps {
  id: string;
  option: ComboboxOption;
  heading: string | null | undefined;
  isActive: boolean;
  isSelected: boolean;
  onChoose: () => void;
  onHover: () => void;
}

function ListOption({ id, option, heading, isActive, isSelected, onChoose, onHover }: ListOptionProps) {
  return (
    <>
      {heading && (
        <div role="presentation" className="px-2 pt-2 pb-1 text-muted text-xs">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the search has the focus and handles the keys. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the active option is told by aria-activedescendant. */}
      <div
        id={id}
        role="option"
        aria-selected={isSelected}
        onClick={onChoose}
        onMouseMove={isActive ? undefined : onHover}
        className={cn(
          "flex min-h-control cursor-default select-none items-center gap-2 rounded-control px-2 py-1",
          isActive && "bg-hover",
        )}
      >
        <span title={option.label} className="min-w-0 flex-1 truncate">
          {option.label}
        </span>
        {option.hint && (
          <span className="max-w-1/2 truncate text-muted text-sm tabular-nums">{option.hint}</span>
        )}
        {isSelected && <Check aria-hidden className="size-4 shrink-0 text-muted" />}
      </div>
    </>
  );
}

/** Adds the typed text as the last option, unless an option is exactly this text. */
function addTyped(found: ComboboxOption[], typed: string): ComboboxOption[] {
  const text = typed.toLowerCase();
  const labels = found.flatMap(({ label, value }) => [label.toLowerCase(), value.toLowerCase()]);
  if (typed === "" || labels.includes(text)) return found;
  const option = { value: typed, label: `Use “${typed}”`, hint: "New" };
  return [...found, option];
}

/** Each word of the search is in the label, the group or the hint. */
function matches({ label, group, hint }: ComboboxOption, search: string): boolean {
  const text = `${label} ${group ?? ""} ${hint ?? ""}`.toLowerCase().replaceAll("_", " ");
  return search
    .toLowerCase()
    .replaceAll("_", " ")
    .split(/\s+/)
    .every((word) => text.includes(word));
}

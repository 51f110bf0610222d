"use client";

import { X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { SearchInput } from "@/components/ui/form/search-input";
import { Select } from "@/components/ui/form/select";
import {
  hasMessageFilter,
  isSearchable,
  type MessageReason,
  messageOutcomes,
  outcomeLabels,
} from "@/lib/connectors/messages/rows";
import { messageTypes } from "@/lib/ingestion/message";
import { exclusionReasons, rejectionReasons } from "@/lib/ingestion/outcomes";
import type { DebuggerFilterState } from "./use-debugger-filter";

interface DebuggerFiltersProps {
  filter: DebuggerFilterState;
  /** Whether the search finds users, too. */
  searchesUsers: boolean;
  /** At the right. */
  children: ReactNode;
}

export function DebuggerFilters({ filter, searchesUsers, children }: DebuggerFiltersProps) {
  const { view, change, clear } = filter;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField filter={filter} label={searchesUsers ? "Message id or user" : "Message id"} />
      <FilterSelect
        label="Outcome"
        value={view.outcome}
        options={messageOutcomes}
        toLabel={(outcome) => outcomeLabels[outcome]}
        // The reasons of one outcome are none of another's.
        onChange={(outcome) => change({ outcome, reason: null })}
      />
      <ReasonSelect value={view.reason} onChange={(reason) => change({ reason, outcome: null })} />
      <FilterSelect
        label="Type"
        value={view.type}
        options={messageTypes}
        toLabel={(type) => type}
        onChange={(type) => change({ type })}
      />
      {hasMessageFilter(view) && (
        <Button variant="ghost" onClick={clear} className="px-2.5">
          <X />
          Clear filters
        </Button>
      )}
      <div className="ml-auto flex items-center gap-2">{children}</div>
    </div>
  );
}

/** Enter searches. Both ids are matched as a whole. */
function SearchField({ filter: { view, pending, change }, label }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(view.search);
  const [previous, setPrevious] = useState(view.search);
  // The URL changed by other means, such as Back: it overwrites the typed text.
  if (view.search !== previous) {
    setPrevious(view.search);
    setTyped(view.search);
  }
  const search = (text: string) => {
    // A write key must not get into the URL.
    const searched = isSearchable(text) ? text : "";
    setTyped(searched);
    if (searched !== view.search) change({ search: searched });
  };
  return (
    <SearchInput
      ref={input}
      label={label}
      placeholder={label}
      value={typed}
      maxLength={255}
      onChange={({ target }) => setTyped(target.value)}
      spellCheck={false}
      busy={pending && view.search === typed && typed !== ""}
      onAsk={() => search(typed.trim())}
      onClear={() => {
        search("");
        input.current?.focus();
      }}
      className="w-full sm:w-48 xl:w-64"
    />
  );
}

type SearchFieldProps = { filter: DebuggerFilterState; label: string };

interface FilterSelectProps<Value extends string> {
  label: string;
  value: Value | null;
  options: readonly Value[];
  toLabel: (value: Value) => string;
  onChange: (value: Value | null) => void;
}

function FilterSelect<Value extends string>(props: FilterSelectProps<Value>) {
  const { label, value, options, toLabel, onChange } = props;
  return (
    <Field label={label} hideLabel className="max-sm:min-w-0 max-sm:flex-1 max-sm:basis-2/5">
      <Select
        value={value ?? ""}
        onChange={({ target }) => onChange(options.find((option) => option === target.value) ?? null)}
      >
        <option value="">{label}: all</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {toLabel(option)}
          </option>
        ))}
      </Select>
    </Field>
  );
}

interface ReasonSelectProps {
  value: MessageReason | null;
  onChange: (reason: MessageReason | null) => void;
}

const reasonGroups: { label: string; codes: MessageReason[] }[] = [
  { label: "Rejected", codes: Object.keys(rejectionReasons) as MessageReason[] },
  { label: "Excluded", codes: Object.keys(exclusionReasons) as MessageReason[] },
];

function ReasonSelect({ value, onChange }: ReasonSelectProps) {
  const codes = reasonGroups.flatMap((group) => group.codes);
  return (
    <Field label="Reason" hideLabel className="max-sm:min-w-0 max-sm:flex-1 max-sm:basis-2/5">
      <Select
        value={value ?? ""}
        onChange={({ target }) => onChange(codes.find((code) => code === target.value) ?? null)}
      >
        <option value="">Reason: all</option>
        {reasonGroups.map((group) => (
          <optgroup key={group.label} label={group.label}>
            {group.codes.map((code) => (
              <option key={code} value={code}>
                {code}
              </option>
            ))}
          </optgroup>
        ))}
      </Select>
    </Field>
  );
}

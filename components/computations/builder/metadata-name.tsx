"use client";

import { Combobox } from "@/components/ui/form/combobox";
import type { ConditionIssues } from "./builder-context";
import { useBuilder } from "./builder-context";
import { useSuggestions } from "./use-suggestions";

interface MetadataNameProps extends Partial<ReturnType<ConditionIssues["mark"]>> {
  /** The event that has the metadata; empty before one is chosen. */
  event: string;
  value: string;
  onChange: (name: string) => void;
  id?: string;
  /** By default that of the field. */
  label?: string;
  className?: string;
}

/** Chooses a name of an event's metadata, among those of its recent events or a new one. */
export function MetadataName({ event, value, ...props }: MetadataNameProps) {
  const { disabled } = useBuilder();
  const { texts, isLoading, load } = useSuggestions(event === "" ? null : { event });
  return (
    <Combobox
      placeholder="Metadata name"
      options={texts.map((name) => ({ value: name, label: name }))}
      value={value || null}
      disabled={disabled}
      allowsNew
      isLoading={isLoading}
      onOpen={load}
      {...props}
    />
  );
}

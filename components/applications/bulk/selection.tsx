"use client";

import { createContext, use, useId, useRef, useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { Checkbox } from "@/components/ui/form/checkbox";
import { toggleRange } from "./toggle-range";

interface Selection {
  /** False for people who may not change applications, and while the list loads. */
  canSelect: boolean;
  selected: ReadonlySet<string>;
  /** Whether a row was selected since the page was opened. */
  wasUsed: boolean;
  /** Whether all rows of the page are selected, or some. */
  state: "none" | "some" | "all";
  /** With `extend` also the rows between this one and the last toggled one. */
  toggle: (id: string, extend: boolean) => void;
  toggleAll: () => void;
  clear: () => void;
}

export const SelectionContext = createContext<Selection>({
  canSelect: false,
  selected: new Set(),
  wasUsed: false,
  state: "none",
  toggle: () => undefined,
  toggleAll: () => undefined,
  clear: () => undefined,
});

/** The selected rows of a page. Rows of other pages, and rows that disappeared, are not selected. */
export function useSelection(ids: readonly string[]): Selection {
  const canSelect = useApiAccess().disabledReason === null;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [wasUsed, setWasUsed] = useState(false);
  const anchor = useRef<string>(null);
  const selected = new Set(ids.filter((id) => chosen.has(id)));
  const state = selected.size === 0 ? "none" : selected.size === ids.length ? "all" : "some";
  return {
    canSelect,
    selected,
    wasUsed,
    state,
    toggle: (id, extend) => {
      setWasUsed(true);
      setChosen(toggleRange(ids, selected, id, extend ? anchor.current : null));
      anchor.current = id;
    },
    toggleAll: () => {
      setWasUsed(true);
      setChosen(new Set(state === "all" ? [] : ids));
    },
    clear: () => setChosen(new Set()),
  };
}

// The label is larger than the checkbox, for touch.
const labelStyle = "relative z-10 -m-3 inline-flex p-3 align-middle";

export function SelectAll() {
  const { canSelect, state, toggleAll } = use(SelectionContext);
  const inputId = useId();
  if (!canSelect) return <span className="sr-only">Selection</span>;
  return (
    <label htmlFor={inputId} className={labelStyle}>
      <span className="sr-only">Select all applications of this page</span>
      <Checkbox
        id={inputId}
        checked={state === "all"}
        ref={(input) => {
          if (input) input.indeterminate = state === "some";
        }}
        onChange={toggleAll}
      />
    </label>
  );
}

export function SelectRow({ id, name }: { id: string; name: string }) {
  const { canSelect, selected, toggle } = use(SelectionContext);
  const inputId = useId();
  if (!canSelect) return null;
  return (
    <label htmlFor={inputId} className={labelStyle}>
      <span className="sr-only">Select {name}</span>
      <Checkbox
        id={inputId}
        checked={selected.has(id)}
        // The event of a click, also for the space key.
        onChange={({ nativeEvent }) => toggle(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
      />
    </label>
  );
}

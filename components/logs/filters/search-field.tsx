"use client";

import { type ClipboardEvent, useEffect, useRef, useState } from "react";
import { SearchInput } from "@/components/ui/form/search-input";
import { Kbd } from "@/components/ui/kbd";
import { useShortcut } from "@/components/ui/use-shortcut";
import { maskKeys } from "@/lib/keys/mask";
import { toRequestId } from "@/lib/logs/read/request-id";
import { LogFilter } from "@/lib/logs/schema";
import { useLogFilter } from "./use-log-filter";

const emptyFilter = LogFilter.parse({});

interface SearchFieldProps {
  label: string;
}

/** Enter starts a search. A pasted request id opens its call, whatever the current filter. */
export function SearchField({ label }: SearchFieldProps) {
  const { filter, pending, change } = useLogFilter();
  const input = useRef<HTMLInputElement>(null);
  const requested = filter.search ?? "";
  const [typed, setTyped] = useState(requested);
  const [previous, setPrevious] = useState(requested);
  // The URL changed by other means, such as Back: it overwrites the typed text.
  if (requested !== previous) {
    setPrevious(requested);
    setTyped(requested);
  }
  useEffect(() => {
    // Text typed before hydration.
    setTyped(input.current?.value ?? "");
  }, []);
  useShortcut("/", () => input.current?.select());

  const search = (text: string) => {
    const id = toRequestId(text);
    // An API key must not get into the URL. The log stores keys masked, too.
    const masked = id ?? maskKeys(text);
    setTyped(masked);
    if (id) change({ ...emptyFilter, search: id }, { view: { call: id, show: null } });
    else if (masked !== requested) change({ search: masked || undefined });
  };
  const paste = (event: ClipboardEvent) => {
    const id = toRequestId(event.clipboardData.getData("text"));
    if (!id) return;
    event.preventDefault();
    search(id);
  };
  const clear = () => {
    search("");
    input.current?.focus();
  };
  return (
    <SearchInput
      ref={input}
      label={label}
      placeholder={label}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      onPaste={paste}
      spellCheck={false}
      busy={pending && requested === typed && requested !== ""}
      onAsk={() => search(typed.trim())}
      onClear={clear}
      hint={
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 right-2 flex items-center pointer-coarse:hidden"
        >
          <Kbd>/</Kbd>
        </span>
      }
      className="w-full sm:max-w-96 sm:flex-1"
    />
  );
}

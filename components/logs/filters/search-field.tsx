"use client";

import { type ClipboardEvent, useEffect, useRef, useState } from "react";
import { SearchInput } from "@/components/ui/form/search-input";
import { Kbd } from "@/components/ui/kbd";
import { useShortcut } from "@/components/ui/use-shortcut";
import { maskKeys } from "@/lib/keys/mask";
import { toRequestId } from "@/lib/logs/read/request-id";
import { LogFilter } from "@/lib/logs/schema";
import { useLogFilter } from "./use-log-filter";

const everything = LogFilter.parse({});

interface SearchFieldProps {
  /** What may be searched for. */
  label: string;
}

/** Searched when Enter is pressed; a request id that is pasted opens its call at once, wherever it is in time. */
export function SearchField({ label }: SearchFieldProps) {
  const { filter, pending, change } = useLogFilter();
  const input = useRef<HTMLInputElement>(null);
  const asked = filter.search ?? "";
  const [typed, setTyped] = useState(asked);
  const [known, setKnown] = useState(asked);
  // The address changed by other means, such as Back: it wins over what was typed.
  if (asked !== known) {
    setKnown(asked);
    setTyped(asked);
  }
  useEffect(() => {
    // With what was typed before the page came alive.
    setTyped(input.current?.value ?? "");
  }, []);
  useShortcut("/", () => input.current?.select());

  const ask = (text: string) => {
    const id = toRequestId(text);
    // An API key must not get into the address. Logs hold keys masked, too.
    const shown = id ?? maskKeys(text);
    setTyped(shown);
    if (id) change({ ...everything, search: id }, { looks: { call: id, show: null } });
    else if (shown !== asked) change({ search: shown || undefined });
  };
  const paste = (event: ClipboardEvent) => {
    const id = toRequestId(event.clipboardData.getData("text"));
    if (!id) return;
    event.preventDefault();
    ask(id);
  };
  const clear = () => {
    ask("");
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
      busy={pending && asked === typed && asked !== ""}
      onAsk={() => ask(typed.trim())}
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

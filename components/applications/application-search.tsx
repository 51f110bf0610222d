"use client";

import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { SearchInput } from "@/components/ui/search-input";
import { maskKeys } from "@/lib/keys/mask";

const patience = 250;

interface ApplicationSearchProps {
  inputRef: RefObject<HTMLInputElement | null>;
  /** What the list was searched for, as the address has it. */
  search: string;
  pending: boolean;
  onSearch: (search: string) => void;
}

export function ApplicationSearch({ inputRef, search, pending, onSearch }: ApplicationSearchProps) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [typed, setTyped] = useState(search);
  const [asked, setAsked] = useState(search);
  // The address changed by other means, such as Back: it wins over what was typed.
  if (!pending && search !== asked) {
    setAsked(search);
    setTyped(search);
  }

  const ask = (text: string) => {
    clearTimeout(timer.current);
    // A key that was pasted must not get into an address, nor stay in sight.
    const masked = maskKeys(text);
    if (masked !== text) setTyped(masked);
    setAsked(masked.trim());
    onSearch(masked.trim());
  };
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(text), patience);
  };
  const catchUp = useEffectEvent(() => {
    const early = inputRef.current?.value ?? "";
    if (early !== typed) type(early);
  });
  useEffect(() => {
    // With what was typed before the page came alive.
    catchUp();
    return () => clearTimeout(timer.current);
  }, []);

  const clear = () => {
    setTyped("");
    ask("");
    inputRef.current?.focus();
  };
  return (
    <SearchInput
      ref={inputRef}
      label="Search applications"
      placeholder="Search by name"
      value={typed}
      onChange={({ target }) => type(target.value)}
      busy={pending}
      onAsk={() => ask(typed)}
      onClear={clear}
      className="w-full sm:max-lg:w-auto sm:max-lg:flex-1 lg:w-72"
    />
  );
}

"use client";

import { useEffect, useRef, useState } from "react";
import { SearchInput } from "@/components/ui/form/search-input";

const debounceMs = 250;

interface ContactSearchProps {
  label: string;
  placeholder: string;
  /** The search of the URL. */
  search: string;
  pending: boolean;
  onSearch: (search: string) => void;
}

export function ContactSearch({ label, placeholder, search, pending, onSearch }: ContactSearchProps) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [typed, setTyped] = useState(search);
  const [requested, setRequested] = useState(search);
  // The URL changed otherwise, for example by Back: it overrides the typed text.
  if (!pending && search !== requested) {
    setRequested(search);
    setTyped(search);
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  const ask = (text: string) => {
    clearTimeout(timer.current);
    const next = text.trim();
    if (next === requested) return;
    setRequested(next);
    onSearch(next);
  };
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(text), debounceMs);
  };
  const clear = () => {
    setTyped("");
    ask("");
    input.current?.focus();
  };
  return (
    <SearchInput
      ref={input}
      label={label}
      placeholder={placeholder}
      value={typed}
      busy={pending}
      onChange={({ target }) => type(target.value)}
      onAsk={() => ask(typed)}
      onClear={clear}
      className="w-full sm:w-72"
    />
  );
}

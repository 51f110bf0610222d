"use client";

import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { callAction } from "@/components/forms/call-action";
import { SearchInput } from "@/components/ui/form/search-input";
import { findPastedKey } from "@/lib/applications/actions";
import { findKeyText, maskKey } from "@/lib/keys/mask";

const debounceMs = 250;

/** A part of a name, or the id of a key. */
export type Search = { search: string; key?: string };

interface ApplicationSearchProps {
  inputRef: RefObject<HTMLInputElement | null>;
  /** The search of the address; a key is shown masked. */
  search: string;
  pending: boolean;
  onSearch: (search: Search) => void;
  /** Receives why a pasted key was not found. Null for every other search. */
  onKeyError: (message: string | null) => void;
}

export function ApplicationSearch({
  inputRef,
  search,
  pending,
  onSearch,
  onKeyError,
}: ApplicationSearchProps) {
  const { slug } = useApiAccess();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [typed, setTyped] = useState(search);
  const [asked, setAsked] = useState(search);
  const [isFinding, setIsFinding] = useState(false);
  // The address changed by other means, such as Back: it wins over what was typed.
  if (!pending && search !== asked) {
    setAsked(search);
    setTyped(search);
  }

  const ask = (text: string) => {
    clearTimeout(timer.current);
    onKeyError(null);
    const key = findKeyText(text);
    if (key) return void findKey(key);
    const search = text.trim();
    if (search === asked) return;
    setAsked(search);
    onSearch({ search });
  };
  const findKey = async (key: string) => {
    const masked = maskKey(key.slice(-4));
    // A pasted key must not stay readable on the screen.
    setTyped(masked);
    setIsFinding(true);
    const result = await callAction(
      () => findPastedKey(slug, { key }),
      "The server could not be reached. Paste the key again.",
    );
    setIsFinding(false);
    if (!result.ok) {
      setTyped(asked);
      return onKeyError(result.message);
    }
    setAsked(masked);
    onSearch({ search: "", key: result.data.id });
  };
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(text), debounceMs);
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
      placeholder="Search by name, or paste a key"
      value={typed}
      onChange={({ target }) => type(target.value)}
      busy={pending || isFinding}
      onAsk={() => ask(typed)}
      onClear={clear}
      className="w-full sm:max-lg:w-auto sm:max-lg:flex-1 lg:w-72"
    />
  );
}

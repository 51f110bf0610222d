"use client";

import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { callAction } from "@/components/forms/call-action";
import { SearchInput } from "@/components/ui/form/search-input";
import { findPastedKey } from "@/lib/applications/actions";
import { findKeyText, maskKey } from "@/lib/keys/mask";
import { isWellFormedKey } from "@/lib/keys/schema";

const debounceMs = 250;

/** A part of a name, or the id of a key. */
export type Search = { search: string; key?: string | null };

interface ApplicationSearchProps {
  inputRef: RefObject<HTMLInputElement | null>;
  /** The search of the URL. A key is masked. */
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
  const [requested, setRequested] = useState(search);
  const [isFinding, setIsFinding] = useState(false);
  // The URL changed otherwise, for example by Back: it overrides the typed text.
  if (!pending && search !== requested) {
    setRequested(search);
    setTyped(search);
  }

  const ask = (text: string) => {
    clearTimeout(timer.current);
    onKeyError(null);
    const key = findKeyText(text);
    if (key) return void findKey(key);
    const search = text.trim();
    if (search === requested) return;
    setRequested(search);
    onSearch({ search });
  };
  const findKey = async (key: string) => {
    if (!isWellFormedKey(key)) return onKeyError("Incomplete or mistyped key. Copy the whole key.");
    const masked = maskKey(key.slice(-4));
    // A pasted key must not stay readable on the screen.
    setTyped(masked);
    setIsFinding(true);
    const result = await callAction(async () => {
      const { sha256 } = await import("@/lib/keys/sha256");
      return findPastedKey(slug, { hash: sha256(key) });
    }, "The server could not be reached. Paste the key again.");
    setIsFinding(false);
    if (!result.ok) {
      setTyped(requested);
      return onKeyError(result.message);
    }
    setRequested(masked);
    onSearch({ search: "", key: result.data.id });
  };
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(text), debounceMs);
  };
  const adoptEarlyInput = useEffectEvent(() => {
    const earlyInput = inputRef.current?.value ?? "";
    if (earlyInput !== typed) type(earlyInput);
  });
  useEffect(() => {
    // Text typed before hydration.
    adoptEarlyInput();
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

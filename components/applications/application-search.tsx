"use client";

import { Search, X } from "lucide-react";
import { type FormEvent, type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";

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
    setAsked(text.trim());
    onSearch(text.trim());
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

  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(typed);
  };
  const clear = () => {
    setTyped("");
    ask("");
    inputRef.current?.focus();
  };
  return (
    <search className="w-full sm:w-72">
      <form onSubmit={submit} className="relative">
        <Field label="Search applications" hideLabel>
          <Input
            ref={inputRef}
            name="search"
            value={typed}
            onChange={({ target }) => type(target.value)}
            placeholder="Search by name"
            maxLength={200}
            autoComplete="off"
            enterKeyHint="search"
            className="pr-control pl-8"
          />
        </Field>
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-muted"
        >
          {pending ? <Spinner /> : <Search className="size-4" />}
        </span>
        {typed && (
          <Button
            variant="ghost"
            size="icon"
            aria-label="Clear"
            onClick={clear}
            className="absolute inset-y-0 right-0 text-muted"
          >
            <X />
          </Button>
        )}
      </form>
    </search>
  );
}

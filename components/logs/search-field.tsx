"use client";

import { Search, X } from "lucide-react";
import { type ClipboardEvent, type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Spinner } from "@/components/ui/spinner";
import { useShortcut } from "@/components/ui/use-shortcut";
import { LogFilter } from "@/lib/logs/schema";
import { useLogFilter } from "./log-filter";
import { toRequestId } from "./request-id";

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
  useShortcut("/", () => input.current?.select());

  const ask = (text: string) => {
    const id = toRequestId(text);
    setTyped(id ?? text);
    if (id) change({ ...everything, search: id }, { looks: { call: id, show: null } });
    else if (text !== asked) change({ search: text || undefined });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(typed.trim());
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
    <search className="w-full sm:max-w-96 sm:flex-1">
      <form onSubmit={submit} className="relative">
        <Field label={label} hideLabel>
          <Input
            ref={input}
            name="search"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onPaste={paste}
            placeholder={label}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="search"
            className="pr-control pl-8"
          />
        </Field>
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-muted"
        >
          {pending && asked === typed && asked !== "" ? <Spinner /> : <Search className="size-4" />}
        </span>
        {typed ? (
          <Button
            variant="ghost"
            size="icon"
            aria-label="Clear the search"
            onClick={clear}
            className="absolute inset-y-0 right-0 text-muted"
          >
            <X />
          </Button>
        ) : (
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-0 right-2 flex items-center pointer-coarse:hidden"
          >
            <Kbd>/</Kbd>
          </span>
        )}
      </form>
    </search>
  );
}

"use client";

import { X } from "lucide-react";
import { type ClipboardEvent, type ComponentProps, type KeyboardEvent, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { useFieldControl } from "./field";
import { controlStyle } from "./input";

interface TextListInputProps extends Omit<ComponentProps<"input">, "value" | "onChange"> {
  values: string[];
  onChange: (values: string[]) => void;
  "aria-label": string;
}

/** Several texts: Enter, a comma or leaving the field adds one, Backspace in the empty field removes the last one. */
export function TextListInput({ values, onChange, className, ...props }: TextListInputProps) {
  const control = useFieldControl();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");

  const add = (texts: string[]) => {
    const added = texts.map((text) => text.trim()).filter(Boolean);
    if (added.length > 0) onChange([...new Set([...values, ...added])]);
    setTyped("");
  };
  const remove = (value: string) => {
    onChange(values.filter((other) => other !== value));
    input.current?.focus();
  };
  const pressKey = (event: KeyboardEvent) => {
    if ((event.key === "Enter" || event.key === ",") && typed.trim() !== "") {
      event.preventDefault();
      add([typed]);
    } else if (event.key === "Enter" || event.key === ",") event.preventDefault();
    else if (event.key === "Backspace" && typed === "") onChange(values.slice(0, -1));
  };
  const paste = (event: ClipboardEvent) => {
    const texts = event.clipboardData.getData("text").split(/[\n,;\t]/);
    if (texts.length < 2) return;
    event.preventDefault();
    add(texts);
  };
  return (
    <div
      className={cn(
        controlStyle,
        "flex h-auto min-h-control flex-wrap items-center gap-1 px-1 py-0.75 focus-within:outline-2 focus-within:outline-focus focus-within:outline-offset-2",
        props["aria-invalid"] && "border-danger",
        props.disabled && "bg-inset",
        className,
      )}
    >
      {values.map((value) => (
        <span
          key={value}
          className="inline-flex min-w-0 max-w-full items-center gap-0.5 rounded-[4px] bg-hover pl-1.5 text-sm"
        >
          <span className="truncate">{value}</span>
          <button
            type="button"
            disabled={props.disabled}
            aria-label={`Remove ${value}`}
            onClick={() => remove(value)}
            className="grid size-5 shrink-0 place-items-center rounded-[4px] text-muted hover:text-text pointer-coarse:size-7"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <input
        {...control}
        placeholder={values.length === 0 ? "Values" : undefined}
        {...props}
        ref={input}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="done"
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={pressKey}
        onPaste={paste}
        onBlur={() => add([typed])}
        className="h-6 min-w-16 flex-1 bg-transparent px-1.5 outline-none"
      />
    </div>
  );
}

import { Search, X } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/feedback/spinner";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";

interface SearchInputProps extends ComponentProps<typeof Input> {
  label: string;
  value: string;
  /** True while the search runs. */
  busy: boolean;
  /** Called by the Enter key. */
  onAsk: () => void;
  onClear: () => void;
  /** Shown while the input is empty, in place of the clear button. */
  hint?: ReactNode;
}

export function SearchInput({
  label,
  value,
  busy,
  onAsk,
  onClear,
  hint,
  className,
  ...input
}: SearchInputProps) {
  return (
    <search className={className}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onAsk();
        }}
        className="relative"
      >
        <Field label={label} hideLabel>
          <Input
            // No name: a form submitted before hydration must not put the text into the URL.
            value={value}
            maxLength={200}
            autoComplete="off"
            enterKeyHint="search"
            className="pr-control pl-8"
            {...input}
          />
        </Field>
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-muted"
        >
          {busy ? <Spinner /> : <Search className="size-4" />}
        </span>
        {value ? (
          <Button
            variant="ghost"
            size="icon"
            aria-label="Clear the search"
            onClick={onClear}
            className="absolute inset-y-0 right-0 text-muted"
          >
            <X />
          </Button>
        ) : (
          hint
        )}
      </form>
    </search>
  );
}

import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import type { ActionFailure } from "@/lib/action";

/** Puts what an action refused beside the fields it speaks of, or at the top of the form where it names none. */
export function showFailure<Values extends FieldValues>(form: UseFormReturn<Values>, failure: ActionFailure) {
  const issues = failure.issues.filter(({ path }) => Object.hasOwn(form.getValues(), path));
  for (const [index, { path, message }] of issues.entries()) {
    form.setError(path as Path<Values>, { message }, { shouldFocus: index === 0 });
  }
  if (issues.length === 0) form.setError("root", { type: failure.code, message: failure.message });
}

"use client";

import { Controller, useFormContext } from "react-hook-form";
import { CheckboxField } from "@/components/ui/form/checkbox";
import { Field } from "@/components/ui/form/field";
import { TextListInput } from "@/components/ui/form/text-list-input";
import type { BrowserRules } from "@/lib/connectors/schema";

/** Which pages may send, for a browser connector. Only the server validates domains: the public suffix list is long. */
export function BrowserRuleFields() {
  const { control, register, formState } = useFormContext<BrowserRules>();
  const { errors } = formState;
  return (
    <>
      <Controller
        control={control}
        name="domains"
        render={({ field }) => (
          <Field
            label="Domains"
            help="Pages that may send. Subdomains such as www. are included."
            error={errors.domains?.message}
          >
            <TextListInput
              aria-label="Domains"
              values={field.value}
              onChange={field.onChange}
              inputMode="url"
              autoCapitalize="none"
              placeholder={field.value.length === 0 ? "acme-inc.com" : undefined}
            />
          </Field>
        )}
      />
      <div>
        <CheckboxField
          label="Allow any domain"
          help="Accepts messages from other domains too, such as localhost during development."
          {...register("allowsAnyDomain")}
        />
        <CheckboxField
          label="Respect Do Not Track and Global Privacy Control"
          help="Excludes messages of browsers that send these signals."
          {...register("honorsOptOut")}
        />
      </div>
    </>
  );
}

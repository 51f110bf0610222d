"use client";

import { Controller, useFormContext } from "react-hook-form";
import type { z } from "zod";
import { useApiAccess } from "@/components/applications/api-access";
import { ExpiryField } from "@/components/applications/key/expiry-field";
import { OldKey } from "@/components/applications/key/old-key";
import { RegenerateKey } from "@/components/applications/key/regenerate-key";
import { ObservedPermissions } from "@/components/applications/observed-permissions";
import { Field } from "@/components/ui/form/field";
import { Input, Textarea } from "@/components/ui/form/input";
import type { ApplicationRow } from "@/lib/applications/rows";
import type { ApplicationForm } from "@/lib/applications/schema";
import { ApplicationSwitch } from "./application-switch";
import { DialogAdvice, type LoadingAdvice } from "./dialog-advice";
import { ObserveField } from "./observe-field";
import { OwnerField } from "./owner-field";
import { PermissionPicker } from "./permission-picker";
import { RateLimitField, RestrictionFields } from "./restriction-fields";

interface ApplicationFieldsProps {
  /** The current row of the page. Null to create one. */
  application: ApplicationRow | null;
  /** The version that the edit started from. */
  base: ApplicationRow | null;
  advice: LoadingAdvice | null;
  /** Called after a decision about a removed permission, with the new version. */
  onDecided: (decided: ApplicationRow) => void;
}

/** The fields of the dialog that creates or edits an application. */
export function ApplicationFields({ application, base, advice, onDecided }: ApplicationFieldsProps) {
  const { members } = useApiAccess();
  const { control, register, watch, formState } = useFormContext<z.input<typeof ApplicationForm>>();
  const { errors } = formState;
  return (
    <>
      <Field
        label="Name"
        help={base ? undefined : "Names the program that calls, such as “Data warehouse export”."}
        error={errors.name?.message}
      >
        <Input autoComplete="off" {...register("name")} />
      </Field>
      {application && base && (
        <div className="divide-y rounded-control border">
          <Controller
            control={control}
            name="enabled"
            render={({ field }) => (
              <ApplicationSwitch enabled={field.value} wasEnabled={base.enabled} onChange={field.onChange} />
            )}
          />
          <RegenerateKey application={application} />
          {application.oldKey && (
            <OldKey applicationId={base.id} name={base.name} oldKey={application.oldKey} />
          )}
        </div>
      )}
      <Controller
        control={control}
        name="permissions"
        render={({ field }) => (
          <PermissionPicker
            advice={advice && <DialogAdvice advice={advice} chosen={field.value} onChange={field.onChange} />}
            chosen={field.value}
            onChange={field.onChange}
          />
        )}
      />
      {base && application && (
        <>
          <ObserveField
            removed={base.permissions.filter((id) => !watch("permissions").includes(id))}
            {...register("observe")}
          />
          <ObservedPermissions application={application} onDecided={onDecided} />
        </>
      )}
      <Controller
        control={control}
        name="allowedIps"
        render={({ field }) => (
          <RestrictionFields
            ref={field.ref}
            applicationId={base?.id ?? null}
            lines={field.value ?? []}
            onChange={field.onChange}
            error={errors.allowedIps?.message}
            hasError={errors.callsPerMinute !== undefined}
            callsPerMinute={watch("callsPerMinute") ?? null}
          >
            <Controller
              control={control}
              name="callsPerMinute"
              render={({ field: limit }) => (
                <RateLimitField
                  ref={limit.ref}
                  value={limit.value ?? null}
                  onChange={limit.onChange}
                  error={errors.callsPerMinute?.message}
                />
              )}
            />
          </RestrictionFields>
        )}
      />
      <Controller
        control={control}
        name="expiry"
        render={({ field }) => (
          <ExpiryField
            value={field.value}
            onChange={field.onChange}
            current={base?.key.expiresAt}
            error={errors.expiry?.message}
          />
        )}
      />
      <Controller
        control={control}
        name="ownerId"
        render={({ field }) => (
          <OwnerField
            ref={field.ref}
            members={members}
            value={field.value ?? null}
            onChange={field.onChange}
            error={errors.ownerId?.message}
          />
        )}
      />
      <Field label="Description" error={errors.description?.message}>
        <Textarea rows={2} {...register("description")} />
      </Field>
    </>
  );
}

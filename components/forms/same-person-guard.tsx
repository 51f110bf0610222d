"use client";

import { useEffect } from "react";

/**
 * Every server action names the person that the page was rendered for. The server rejects the action if another person
 * has since signed in, in another tab.
 */
let pagePersonId: string | null = null;
let signedInPersonId: string | null = null;

export function SamePersonGuard({ id }: { id: string }) {
  useEffect(() => {
    // A refresh after another person signed in must not replace the person who filled in the page's forms.
    pagePersonId ??= id;
  }, [id]);
  return null;
}

export function getPagePersonId(): string | null {
  return pagePersonId;
}

/** Keeps the person that the server reported as signed in. */
export function setSignedInPerson(personId: string): void {
  signedInPersonId = personId;
}

/** Sends further actions as the signed-in person. Call it after the user agreed. */
export function acceptSignedInPerson(): void {
  pagePersonId = signedInPersonId;
}

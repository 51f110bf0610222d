export const title = "Segments";
export const description = "Sets of users or accounts that match conditions, kept up to date as they change.";
export const deletion =
  "The API no longer lists it, and it disappears from the property “segments” of its members. Contacts stay.";

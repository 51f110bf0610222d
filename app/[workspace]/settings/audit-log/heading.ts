export const title = "Audit log";
export const description = "Who changed what in this workspace, and who saw or exported the values of calls.";

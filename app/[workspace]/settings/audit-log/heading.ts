export const title = "Audit log";
export const description = "Who saw or changed something that others should be able to know of.";

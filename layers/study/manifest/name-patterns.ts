/** A study's name is part of bucket keys, addresses and execution names, so it is short and lower case. */
export const studyNamePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Names of sites, subjects, sessions and tasks: pseudonyms that are safe in file names and addresses. */
export const pseudonymPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

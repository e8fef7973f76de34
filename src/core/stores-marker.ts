/**
 * The file that says of a folder that the stores of servers lie in it. Connections look for it before they believe a
 * folder, and the search for configuration files goes round such a folder: it may hold six folders for each of
 * thousands of servers, and nothing in it was written by people.
 */
export const STORES_MARKER = '.cscert-stores';

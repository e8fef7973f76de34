/**
 * Whether two items of a list are the same. Lists that may not repeat anything hold texts alone (a test of the schemas
 * says so), and what else stands in one is told by its type. ajv's own comparison calls what a mapping has under the
 * names of an object's methods, and a document may have anything under them.
 */
export const isSameValue = (one: unknown, other: unknown): boolean => one === other;

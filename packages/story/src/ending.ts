/** How a program ends that could not do what it was to do. */

/** Errors that were to be expected, by name: no server, no rights, a wrong option. */
const expected = /^(Postgres|Session|Migration|Model)Error$/

/** What goes to stderr, and the exit code: one line and 2 for what was expected; a bug keeps its trace and takes 1. */
export function ending(error: unknown): { readonly text: string; readonly exitCode: number } {
  const { code, message, name, stack } = error as Error & { readonly code?: string }
  if (expected.test(name)) return { text: `error: ${message} [${code}]`, exitCode: 2 }
  return { text: stack ?? String(error), exitCode: 1 }
}

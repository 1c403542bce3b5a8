/** Options that several commands share, and how their text is read. */
import { InvalidArgumentError, Option } from 'commander'

/** What every command that talks to a database takes. */
export type CommonOptions = { readonly json?: boolean; readonly folder?: string }

/** What `up` and `down` take besides. */
export type RunOptions = CommonOptions & { readonly lockTimeout: number }

export const json = () => new Option('--json', 'print the result as JSON')
export const folder = () =>
  new Option('--folder <path>', 'run the compiled revisions (.js, .mjs) of another folder')

export const steps = (what: string) =>
  new Option('--steps <n>', what).argParser(wholeNumber).conflicts(['to', 'all'])

export const to = (what: string) => new Option('--to <revision>', what).conflicts(['all'])

export const lockTimeout = () =>
  new Option('--lock-timeout <seconds>', 'how long to wait for another migration')
    .argParser(seconds)
    .default(60)

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It has to be a whole number above 0.')
}

function seconds(text: string): number {
  if (/^\d{1,6}(\.\d+)?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It has to be a number of seconds.')
}

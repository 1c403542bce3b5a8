/** Where in the user's code something was done, for messages: captured cheaply, put into words only when it is asked for. */

/** A captured stack. */
export type Place = { readonly stack?: string | undefined }

/**
 * Captures the place that calls.
 * @param depth how many frames are kept, the package's own among them: each costs time
 */
export function here(depth: number): Place {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = depth
  const place = new Error()
  Error.stackTraceLimit = stackTraceLimit
  return place
}

/** What is known of a place that nobody has captured. */
export const nowhere: Place = {}

const unknownLine = 'a place that is not known'

/** `file:line` of the first frame that is not of this package. */
export function lineOf(place: Place): string {
  return framesOf(place).map(fileAndLine).find(isForeign) ?? unknownLine
}

/** {@link lineOf} for a third of the time: only that line is put into words, and the place's stack has no other after it. */
export function onlyLineOf(place: Place): string {
  const usual = Error.prepareStackTrace
  if (usual === undefined) return lineOf(place)
  Error.prepareStackTrace = (error, sites) => usual(error, firstForeign(sites))
  try {
    return lineOf(place)
  } finally {
    Error.prepareStackTrace = usual
  }
}

function firstForeign(sites: readonly NodeJS.CallSite[]): NodeJS.CallSite[] {
  const first = sites.find((site) => isForeign(site.getFileName()?.replace(/^file:\/\//, '')))
  return first === undefined ? [] : [first]
}

/** The stack from the user's first frame on as an error, to be another's cause. */
export function stackOf(place: Place, message: string): Error {
  const frames = framesOf(place)
  const first = Math.max(
    0,
    frames.findIndex((frame) => isForeign(fileAndLine(frame))),
  )
  const error = new Error(message)
  error.stack = [`Error: ${message}`, ...frames.slice(first)].join('\n')
  return error
}

function framesOf({ stack = '' }: Place): readonly string[] {
  return stack.split('\n').slice(1)
}

/** The file and the line in `at name (file:///app/main.js:3:14)`. */
function fileAndLine(frame: string): string | undefined {
  const place = /^\s+at (?:.*\()?(.+?:\d+):\d+\)?$/.exec(frame)?.[1]
  return place?.replace(/^(?:async |file:\/\/)+/, '')
}

/** Where this package's own code is, as it runs and as a source map has it: nobody looks for its frames. */
const own = ['../../dist/', '../../src/'].map((folder) => new URL(folder, import.meta.url).pathname)

/** Sequelize's getters and hooks lie between the user's code and this package's. */
const between = ['/node_modules/sequelize/', '/node_modules/sequelize-typescript/']

function isForeign(place: string | undefined): boolean {
  if (place === undefined || place.startsWith('node:')) return false
  return !own.some((folder) => place.startsWith(folder)) && !between.some((part) => place.includes(part))
}

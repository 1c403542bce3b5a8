/** What to know when the figures of a stream are read. */

/** Bytes that streaming may take beside what the process holds when it begins. */
export const memoryBar = 64 * 2 ** 20

export const streamNotes = [
  `Products of six columns, 1,000 a page, each reader in a process of its own, once; the bar is ${memoryBar / 2 ** 20} MiB.`,
  'Growth is the peak of resident memory less what it was with the connection open.',
  'What reads everything at once reads a tenth of the rows.',
]

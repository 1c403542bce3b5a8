/** Colours where a terminal shows them; nothing where output is piped, unless FORCE_COLOR asks for it. */
import pc from 'picocolors'

export type Colors = ReturnType<typeof pc.createColors>

const { FORCE_COLOR, NO_COLOR } = process.env

/** CI is no terminal, whatever picocolors thinks of it. */
export const colors: Colors = pc.createColors(
  NO_COLOR === undefined && (process.stdout.isTTY || FORCE_COLOR !== undefined),
)

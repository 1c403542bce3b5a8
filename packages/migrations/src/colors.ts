/** Colours where a terminal shows them; nothing where output is piped, unless FORCE_COLOR asks for it. */
import pc from 'picocolors'

const wanted = process.stdout.isTTY === true || process.env.FORCE_COLOR !== undefined

export const colors = pc.createColors(wanted && pc.isColorSupported)

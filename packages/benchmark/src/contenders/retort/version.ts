/** What our sessions are, and what they stand on. */
import { versionOf } from '../../contender/version.ts'

export const version = `${versionOf('@retort/session')}, ${versionOf('sequelize')}`

import { mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

/** What has to run alone is a project of its own, of the whole house's run. */
export default mergeConfig(shared, { test: { exclude: ['test/alone/**'] } })

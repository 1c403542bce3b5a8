/* The last line of CI: how many tests passed and failed, read from vitest's report. */
'use strict'

const { readFileSync } = require('node:fs')

const { numFailedTests, numFailedTestSuites, numPassedTests } = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
)
// A file that fails before its first test has no failed test, and is a failure all the same.
const failed = Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0)
console.log(`${numPassedTests} passed, ${failed} failed`)
if (failed > 0 || numPassedTests === 0) process.exitCode = 1

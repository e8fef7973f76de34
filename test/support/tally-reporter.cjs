/**
 * Prints what was skipped and why (a skipped real part is loud), then the stable last line `N passed, N failed`.
 * With CSCERT_REQUIRE_RIGS=1 a skipped test is a failure: the machine was promised to have every real part.
 */
class TallyReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap(file => file.testResults.filter(test => test.status === 'pending'));
    const required = process.env['CSCERT_REQUIRE_RIGS'] === '1';
    for (const test of skipped) process.stderr.write(`SKIPPED ${test.fullName}\n`);
    if (skipped.length > 0) {
      process.stderr.write(
        `${skipped.length} tests skipped: a real part is missing on this machine (its name stands in the title).\n`,
      );
    }
    this.refused = required && skipped.length > 0;
    const suites = results.numRuntimeErrorTestSuites;
    const failed = results.numFailedTests + suites + (this.refused ? skipped.length : 0);
    process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`);
  }

  getLastError() {
    return this.refused ? new Error('CSCERT_REQUIRE_RIGS=1 and tests were skipped') : undefined;
  }
}

module.exports = TallyReporter;

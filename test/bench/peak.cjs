// Loaded before the measured program: notes at its end what it took, in seconds of the processor (its own and the
// system's on its behalf) and in MB at the peak.
const {writeFileSync} = require('node:fs');

process.on('exit', () => {
  if (process.env.CSCERT_BENCH_PEAK === undefined) return;
  const {maxRSS, userCPUTime, systemCPUTime} = process.resourceUsage();
  const noted = {megabytes: maxRSS / 1024, processor: (userCPUTime + systemCPUTime) / 1e6};
  writeFileSync(process.env.CSCERT_BENCH_PEAK, JSON.stringify(noted));
});

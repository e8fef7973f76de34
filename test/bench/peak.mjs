// Loaded before the measured program: tells its peak memory (MB) when it ends.
import {writeFileSync} from 'node:fs';

process.on('exit', () => {
  if (process.env.CSCERT_BENCH_PEAK)
    writeFileSync(process.env.CSCERT_BENCH_PEAK, String(process.resourceUsage().maxRSS / 1024));
});

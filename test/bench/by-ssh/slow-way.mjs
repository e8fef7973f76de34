// node slow-way.mjs PORT MILLISECONDS: a TCP proxy to that port of loopback that holds what goes there for so long; what
// comes back is handed on at once. So each round trip takes so much longer. It prints the port on which it listens.
import {connect, createServer} from 'node:net';

const [port, delay] = process.argv.slice(2).map(Number);

const server = createServer({noDelay: true}, near => {
  const far = connect({port, host: '127.0.0.1', noDelay: true});
  const later = work => setTimeout(work, delay);
  near.on('data', data => later(() => far.write(data)));
  near.on('end', () => later(() => far.end()));
  far.on('data', data => near.write(data));
  far.on('end', () => near.end());
  for (const [one, other] of [
    [near, far],
    [far, near],
  ])
    one.on('error', () => other.destroy());
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));

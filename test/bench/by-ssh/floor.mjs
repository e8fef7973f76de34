// node floor.mjs SETUP: asks the servers of a setup by ssh what a plan asks them, but for nothing: each is sent a first
// frame as that of cscert to the same command line, then one that calls nothing, as many servers at the same time. No more is done with
// the answers than to look whether they came, and sessions stay open as long as those of cscert do. What remains is the price of ssh, of the program on the other side and of two round trips.
import {readFileSync} from 'node:fs';
import ssh2 from 'ssh2';

const {port, user, key, atOnce, mostOpen, servers, command, firstFrame} = JSON.parse(
  readFileSync(process.argv[2], 'utf8'),
);
const privateKey = readFileSync(key);
const encode = value =>
  `${Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64')}\n`;
const waiting = [...servers];
/** How to end each session that is open, the first opened first. */
const open = [];

async function ask(server) {
  if (open.length >= mostOpen) await open.shift()();
  const client = new ssh2.Client();
  await new Promise((resolve, reject) => {
    client.once('ready', resolve).once('error', reject);
    client.connect({host: '127.0.0.1', port, username: user, privateKey});
  });
  const channel = await new Promise((resolve, reject) => {
    client.exec(command, (error, made) => (error ? reject(error) : resolve(made)));
  });
  channel.stderr.resume();
  const answer = answersOf(channel);
  channel.write(encode(firstFrame.replaceAll('SERVER', server)));
  await answer();
  channel.write(encode({id: 2, calls: []}));
  await answer();
  open.push(async () => {
    const closed = new Promise(resolve => channel.once('close', resolve));
    channel.end();
    await closed;
    client.end();
  });
}

/** Each call resolves when one more line has come. */
function answersOf(channel) {
  let text = '';
  let wake = () => undefined;
  channel.on('data', chunk => {
    text += chunk;
    wake();
  });
  return async () => {
    while (!text.includes('\n')) await new Promise(resolve => (wake = resolve));
    if (!text.startsWith('#cscert ')) throw new Error(`no answer: ${text.slice(0, 80)}`);
    text = text.slice(text.indexOf('\n') + 1);
  };
}

async function work() {
  for (let server = waiting.shift(); server !== undefined; server = waiting.shift()) await ask(server);
}
await Promise.all(Array.from({length: atOnce}, work));
await Promise.all(open.map(end => end()));

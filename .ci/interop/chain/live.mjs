// Speaks to the chain of our tests with polkadot.js, as to any node: reads, pays, waits until it is final, looks at what happened. So the dialect that
// our own client speaks with it is the one that nodes speak. node live.mjs SAY, a program that serves such a chain.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ApiPromise, WsProvider } from '@polkadot/api';
import { Keyring } from '@polkadot/keyring';

const chain = spawn(process.argv[2], ['-serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
const { value: url } = await createInterface({ input: chain.stdout })[Symbol.asyncIterator]().next();
const api = await ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true });
const check = (what, got, want) => {
  if (String(got) !== String(want)) throw new Error(`${what}: ${got}, want ${want}`);
};

const keyring = new Keyring({ ss58Format: 4450 });
const seed = (n) => Uint8Array.from({ length: 32 }, (_, i) => [7, n][i] ?? 0);
const [ann, bob] = [1, 2].map((n) => keyring.addFromSeed(seed(n), {}, 'ed25519'));
const free = async (at, who) => (await (await api.at(at)).query.system.account(who.address)).data.free.toNumber();

check('spec version', api.runtimeVersion.specVersion, 1100);
check('existential deposit', api.consts.balances.existentialDeposit, 100);
check('what ann has', await free(await api.rpc.chain.getFinalizedHead(), ann), 10000);
const payment = api.tx.utility.batchAll([api.tx.balances.transferKeepAlive(bob.address, 250), api.tx.system.remarkWithEvent('hello')]);
check('fee', (await payment.paymentInfo(ann)).partialFee, 0);

const statuses = [];
const final = await new Promise((resolve, reject) => {
  payment.signAndSend(ann, (result) => {
    statuses.push(result.status.type);
    if (result.status.isReady) chain.stdin.write('block\n');
    if (result.status.isInBlock) chain.stdin.write('final\n');
    if (result.isError) reject(new Error(result.status.type));
    if (result.status.isFinalized) resolve(result);
  }).catch(reject);
});
check('statuses', statuses, 'Ready,InBlock,Finalized');
check('an error', final.dispatchError, undefined);
const names = final.events.map(({ event }) => `${event.section}.${event.method}`);
for (const name of ['balances.Transfer', 'system.Remarked', 'utility.BatchCompleted', 'system.ExtrinsicSuccess']) {
  check(`${name} in ${names}`, names.includes(name), true);
}
const at = final.status.asFinalized;
check('what ann has left', await free(at, ann), 9750);
check('what bob has', await free(at, bob), 250);
const { block } = await api.rpc.chain.getBlock(at);
check('hash of the block', block.header.hash, at);
check('extrinsics', block.extrinsics.map((x) => `${x.method.section}.${x.method.method}`), 'timestamp.set,utility.batchAll');
check('nonce', await api.rpc.system.accountNextIndex(ann.address), 1);
console.log('paid, and read back');
await api.disconnect();
chain.stdin.end();
process.exit(0);

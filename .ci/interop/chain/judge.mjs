// Makes the same calls, extrinsics, keys and addresses from the same metadata with polkadot.js, and compares byte for byte.
// node judge.mjs METADATA < what say told. The last line counts; anything that differs is named, and the exit is 1.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Keyring } from '@polkadot/keyring';
import { expandMetadata, Metadata, TypeRegistry } from '@polkadot/types';
import { compactStripLength, hexToU8a, stringCamelCase, u8aToHex } from '@polkadot/util';
import { blake2AsHex, createKeyMulti, cryptoWaitReady, encodeAddress, signatureVerify } from '@polkadot/util-crypto';

const prefix = 4450;
await cryptoWaitReady();
const registry = new TypeRegistry();
const metadata = new Metadata(registry, readFileSync(process.argv[2]));
registry.setMetadata(metadata);
registry.setChainProperties(registry.createType('ChainProperties', { ss58Format: prefix, tokenDecimals: 2 }));
const { consts, query, tx } = expandMetadata(registry, metadata);
const keyring = new Keyring({ ss58Format: prefix });

let told = 0;
const wrong = [];
const same = (what, theirs, ours) => {
  told++;
  if (String(theirs) !== String(ours)) wrong.push(`${what}\n  theirs ${theirs}\n  ours   ${ours}`);
};
const section = (pallet) => stringCamelCase(pallet);

const judges = {
  call(l) {
    const make = tx[section(l.pallet)][stringCamelCase(l.name)];
    const args = l.named ? make.meta.args.map((a) => asked(a, l.named)) : l.args;
    const theirs = make(...args);
    same(`${l.pallet}.${l.name}`, theirs.toHex(), l.hex);
    same(`${l.pallet}.${l.name} read back`, registry.createType('Call', l.hex).toHex(), l.hex);
    same(`hash of ${l.pallet}.${l.name}`, blake2AsHex(theirs.toU8a()), l.hash);
  },

  extrinsic(l) {
    const what = `extrinsic of nonce ${l.nonce}, ${l.curve}`;
    const pair = keyring.addFromSeed(hexToU8a(l.seed), {}, l.curve);
    const era = registry.createType('ExtrinsicEra', { period: l.period, current: l.born });
    const options = { blockHash: l.bornHash, era, genesisHash: l.genesis, metadataHash: null, mode: 0, nonce: l.nonce, tip: l.tip,
      runtimeVersion: { specVersion: l.spec, transactionVersion: l.tx } };
    const payload = registry.createType('ExtrinsicPayload', { ...options, method: l.call, specVersion: l.spec, transactionVersion: l.tx }, { version: 4 });
    const raw = payload.toU8a({ method: true });
    same(`payload of ${what}`, raw.length > 256 ? blake2AsHex(raw) : u8aToHex(raw), l.payload);
    const theirs = registry.createType('Extrinsic', { method: registry.createType('Call', l.call) }, { version: 4 });
    const ours = registry.createType('Extrinsic', l.hex);
    if (l.curve === 'ed25519') {
      theirs.sign(pair, options);
      same(what, theirs.toHex(), l.hex);
    }
    same(`${what}, signed`, signatureVerify(l.payload, ours.signature.toU8a(), pair.publicKey).isValid, true);
    same(`signer of ${what}`, ours.signer.toString(), encodeAddress(pair.publicKey, prefix));
    same(`nonce of ${what}`, ours.nonce.toNumber(), l.nonce);
    same(`call of ${what}`, ours.method.toHex(), l.call);
    same(`${what} read back`, ours.toHex(), l.hex);
    same(`hash of ${what}`, blake2AsHex(hexToU8a(l.hex)), l.hash);
  },

  key(l) {
    const entry = query[section(l.pallet)][stringCamelCase(l.item)];
    same(`${l.pallet}.${l.item}`, u8aToHex(compactStripLength(entry(...(l.args ?? [])))[1]), l.hex);
  },

  address(l) { same('address', encodeAddress(l.account, prefix), l.address); },
  multisig(l) { same('multisig', encodeAddress(createKeyMulti(l.signatories, l.threshold), prefix), l.address); },
  constant(l) { same(`constant ${l.name}`, consts[section(l.pallet)][stringCamelCase(l.name)].toString(), l.value); },
  header(l) { same('hash of a header', registry.createType('Header', l.header).hash.toHex(), l.hash); },

  events(l) {
    const theirs = registry.createType('Vec<EventRecord>', l.hex);
    same('events read back', theirs.toHex(), l.hex);
    same('how many events', theirs.length, l.events.length);
    theirs.forEach((record, n) => {
      const { event, phase } = record;
      const name = `${event.section[0].toUpperCase()}${event.section.slice(1)}.${event.method}`;
      same(`event ${n}`, name, l.events[n].name);
      same(`extrinsic of event ${n}`, phase.isApplyExtrinsic ? phase.asApplyExtrinsic.toNumber() : -1, l.events[n].extrinsic);
      if (l.events[n].amount != null) same(`amount of event ${n}`, event.data.amount.toString(), l.events[n].amount);
    });
  },
};

// asked gives what a runtime's call asks for, as it asks: older ones take a weight as one number.
function asked(arg, named) {
  const value = named[stringCamelCase(arg.name.toString())];
  return value?.refTime !== undefined && arg.type.toString() === 'u64' ? value.refTime : value;
}

for await (const text of createInterface({ input: process.stdin })) {
  const l = JSON.parse(text);
  try {
    judges[l.what](l);
  } catch (error) {
    wrong.push(`${l.what} ${l.name ?? l.item ?? ''}: ${error.stack}`);
  }
}
for (const w of wrong.slice(0, 20)) console.log(w);
console.log(`${told} compared, ${wrong.length} differ`);
process.exit(wrong.length || told < 100 ? 1 : 0);

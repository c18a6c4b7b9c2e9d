// A peer in another language, written from mesh/SPEC.md and ledger/entry/SPEC.md alone. It meets some stewards' nodes, fetches a frontier, then an
// entry that the frontier tells of, checks both, and hands in a payment of its own that becomes final.
//
//   node peer.mjs COMMUNITY MARKET QUORUM MULTIADDR...
//
// COMMUNITY and MARKET are in hexadecimal. It prints one JSON object a line: what it has checked, then {"account":"g1…"}, its own new account. When a
// line `PAYEE AMOUNT` comes on standard input it pays, in units of 0.01 Ğ1, and prints {"final":"<hash>","votes":N}. Anything wrong is a line
// {"wrong":"…"} and exit 1.
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { createInterface } from 'node:readline'

// Node 20 lacks what libp2p takes for granted.
Promise.withResolvers ??= function () {
  let resolve, reject
  const promise = new Promise((yes, no) => { resolve = yes; reject = no })
  return { promise, resolve, reject }
}

const say = (object) => console.log(JSON.stringify(object))
const give = (why) => { say({ wrong: String(why?.stack ?? why) }); process.exit(1) }
process.on('unhandledRejection', give)
process.on('uncaughtException', give)

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()
const hex = (bytes) => Buffer.from(bytes).toString('hex')
const must = (truth, what) => { if (!truth) throw new Error(what) }
const tag = (name) => Buffer.concat([Buffer.from([0xff]), Buffer.from(`Foirail ${name}\n`)])

// Values: section 2 of the entries' SPEC

const integer = (n) => {
  const out = []
  for (n = BigInt(n); n > 127n; n >>= 7n) out.push(Number(n & 127n) | 128)
  return Buffer.from([...out, Number(n)])
}
const text = (s) => Buffer.concat([integer(Buffer.byteLength(s)), Buffer.from(s)])

class Reader {
  constructor (bytes) { this.b = bytes; this.at = 0 }
  take (n) {
    must(this.at + n <= this.b.length, 'the bytes end early')
    return this.b.subarray(this.at, this.at += n)
  }
  byte () { return this.take(1)[0] }
  integer () {
    let n = 0n
    for (let shift = 0n; ; shift += 7n) {
      const c = this.byte()
      must(shift < 70n && !(c === 0 && shift > 0n), 'an integer is not minimal')
      n |= BigInt(c & 127) << shift
      if (c < 128) return Number(n)
    }
  }
  text () { return this.take(this.integer()).toString() }
  list (element) { return Array.from({ length: this.integer() }, () => element(this)) }
  end () { must(this.at === this.b.length, 'bytes are left over') }
}

// Keys

const prefix = Buffer.from('302a300506032b6570032100', 'hex') // SubjectPublicKeyInfo of a raw ed25519 key
const holds = (key, message, signature) => signature[0] === 1 &&
  verify(null, message, createPublicKey({ key: Buffer.concat([prefix, key]), format: 'der', type: 'spki' }), signature.subarray(1))

const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const network = Buffer.from([((4450 & 0xfc) >> 2) | 0x40, (4450 >> 8) | ((4450 & 3) << 6)])
const checksum = (body) => createHash('blake2b512').update('SS58PRE').update(body).digest().subarray(0, 2)

function address (key) {
  const body = Buffer.concat([network, key])
  let n = BigInt('0x' + hex(Buffer.concat([body, checksum(body)]))), out = ''
  for (; n > 0n; n /= 58n) out = letters[Number(n % 58n)] + out
  return out
}

function keyOf (address) {
  const n = [...address].reduce((sum, c) => sum * 58n + BigInt(letters.indexOf(c)), 0n)
  const b = Buffer.from(n.toString(16).padStart(72, '0'), 'hex')
  must(b.length === 36 && b.subarray(0, 2).equals(network) && checksum(b.subarray(0, 34)).equals(b.subarray(34)), `${address} is no address`)
  return b.subarray(2, 34)
}

// Entries: sections 4, 5 and 6 of their SPEC, as far as a wallet needs them

const VOTES = 9
const FOUND = 1
const REDEEM = 7
const ISSUE = 4

function entry (bytes) {
  const r = new Reader(bytes)
  must(r.byte() === 0, 'an entry of a newer version')
  const e = { kind: r.byte() }
  if (e.kind !== FOUND) { e.community = r.take(32); e.market = r.take(12) }
  e.author = r.take(32)
  e.seq = 1
  if (e.kind !== REDEEM) {
    e.seq = r.integer()
    if (e.seq > 1) e.prev = r.take(32)
    e.time = r.take(4).readUInt32BE()
  }
  if (e.kind === VOTES) e.items = r.list((r) => ({ kind: r.byte(), entry: hex(r.take(32)) }))
  e.message = Buffer.concat([tag('entry'), bytes.subarray(0, bytes.length - 65)])
  e.hash = sha256(e.message)
  e.good = e.kind !== ISSUE && holds(e.author, e.message, bytes.subarray(bytes.length - 65))
  if (e.kind === VOTES) { r.take(65); r.end() }
  return e
}

// Conversations: mesh/SPEC.md

const HELLO = 1; const FRONTIER = 3; const WANT = 4; const ENTRIES = 5; const BYE = 9; const PROOF = 10

function frontierOf (r) {
  const head = (width) => (r) => ({ key: r.take(32), seq: r.integer(), short: r.take(width) })
  const group = (r) => { const g = { short: r.take(8), full: r.byte() }; g.heads = g.full ? r.list(head(8)) : []; return g }
  const numbers = (r) => r.list((r) => ({ gap: r.integer(), seq: r.integer(), tiny: r.take(3) }))
  const f = { piece: r.integer(), flags: r.byte() }
  f.markets = r.list((r) => ({
    market: r.take(12),
    epoch: r.integer(),
    seats: r.list((r) => ({ seat: r.byte(), seq: r.integer(), short: r.take(8) })),
    past: group(r),
    others: group(r),
    tables: r.list((r) => ({ epoch: r.integer(), seat: r.byte(), numbers: numbers(r) })),
    keys: r.list(head(3))
  }))
  f.series = r.list((r) => ({ issue: r.take(32), serials: r.list((r) => ({ gap: r.integer(), tiny: r.take(3) })) }))
  r.end()
  return f
}

class Conversation {
  constructor (stream, community) {
    this.stream = stream
    this.community = community
    this.nonce = randomBytes(8)
    this.waiting = []
    this.heard = []
    this.listen().catch(give)
    this.send(HELLO, community, this.nonce, text('a peer in JavaScript'), Buffer.from([1]))
  }

  send (kind, ...parts) {
    const body = Buffer.concat([Buffer.from([0, kind]), ...parts])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    this.stream.send(Buffer.concat([length, body]))
  }

  async listen () {
    let held = Buffer.alloc(0)
    for await (const chunk of this.stream) {
      held = Buffer.concat([held, chunk.subarray()])
      while (held.length >= 4 && held.length >= 4 + held.readUInt32BE()) {
        const length = held.readUInt32BE()
        must(length <= 262144, 'a message is too long')
        this.hear(held.subarray(4, 4 + length))
        held = held.subarray(4 + length)
      }
    }
  }

  hear (bytes) {
    const r = new Reader(bytes)
    must(r.byte() === 0, 'a message of a newer version')
    const kind = r.byte()
    let message = null
    if (kind === HELLO) {
      message = { community: r.take(32), nonce: r.take(8), name: r.text(), asks: r.byte() }
      must(message.community.equals(this.community), 'a node of another community')
      this.theirs = message.nonce
    } else if (kind === FRONTIER) {
      message = frontierOf(r)
    } else if (kind === ENTRIES) {
      message = r.list((r) => entry(r.take(r.integer())))
      r.end()
      for (const e of message) must(e.good || e.kind === ISSUE, `a bad signature on ${hex(e.hash)}`)
    } else if (kind === PROOF) {
      message = r.byte() ? { key: r.take(32), signature: r.take(65) } : {}
      const said = Buffer.concat([tag('peer'), this.community, this.nonce, this.theirs])
      if (message.key && holds(message.key, said, message.signature)) this.steward = hex(message.key)
    } else if (kind === BYE) {
      throw new Error(`the node says Bye ${r.byte()}`)
    }
    this.heard.push({ kind, message })
    this.waiting = this.waiting.filter((look) => !look())
  }

  // Waits until a message is among those heard, or come, that a function takes; gives what it answers.
  until (takes) {
    return new Promise((resolve) => {
      const look = () => {
        for (const { kind, message } of this.heard) {
          const answer = takes(kind, message)
          if (answer) { resolve(answer); return true }
        }
        return false
      }
      if (!look()) this.waiting.push(look)
    })
  }
}

// fetch asks for a frontier, takes the first chain that it names whole, fetches its last entry and compares.
async function fetch (c, market) {
  c.send(FRONTIER, integer(0), Buffer.from([3]), integer(0), integer(0))
  const told = await c.until((kind, f) => kind === FRONTIER && f.markets.some((m) => m.past.full) && f)
  const here = told.markets.find((m) => m.market.equals(market))
  const head = here.past.heads[0]
  say({ frontier: { epoch: here.epoch, seats: here.seats.length, past: here.past.heads.length } })
  c.send(WANT, integer(0), integer(1), market, head.key, integer(head.seq), integer(head.seq))
  const wanted = (e) => e.author.equals(head.key) && e.seq === head.seq
  const e = (await c.until((kind, list) => kind === ENTRIES && list.some(wanted) && list)).find(wanted)
  must(e.good, 'the signature does not hold')
  must(sha256(c.theirs, e.hash).subarray(0, 8).equals(head.short), 'the entry is not the one that the frontier names')
  say({ fetched: { hash: hex(e.hash), kind: e.kind, seq: e.seq } })
}

// pay makes a payment to one person without a memo, the author's first entry.
function pay (keys, own, community, market, payee, amount) {
  const time = Buffer.alloc(4)
  time.writeUInt32BE(Math.floor(Date.now() / 1000))
  const unsigned = Buffer.concat([Buffer.from([0, 2]), community, market, own, integer(1), time, Buffer.from([0]), payee, integer(amount)])
  const message = Buffer.concat([tag('entry'), unsigned])
  return { hash: sha256(message), bytes: Buffer.concat([unsigned, Buffer.from([1]), sign(null, message, keys.privateKey)]) }
}

// votesFor waits until a node's steward has voted for an entry, in a Votes that this peer has checked.
async function votesFor (c, hash) {
  await c.until((kind, list) => kind === ENTRIES && list.some((e) => e.kind === VOTES && hex(e.author) === c.steward &&
    e.items.some((item) => item.kind < 2 && item.entry === hash)))
  return c.steward
}

async function main () {
  const [community, market] = process.argv.slice(2, 4).map((s) => Buffer.from(s, 'hex'))
  const quorum = Number(process.argv[4])
  const { createLibp2p } = await import('libp2p')
  const { tcp } = await import('@libp2p/tcp')
  const { noise } = await import('@chainsafe/libp2p-noise')
  const { yamux } = await import('@chainsafe/libp2p-yamux')
  const { multiaddr } = await import('@multiformats/multiaddr')
  const node = await createLibp2p({ transports: [tcp()], connectionEncrypters: [noise()], streamMuxers: [yamux()], connectionGater: { denyDialMultiaddr: () => false } })
  const talks = []
  for (const place of process.argv.slice(5)) {
    talks.push(new Conversation(await node.dialProtocol(multiaddr(place), '/foirail/sync/0'), community))
  }
  await Promise.all(talks.map((c) => c.until((kind) => kind === PROOF && c.steward)))
  say({ stewards: new Set(talks.map((c) => c.steward)).size })
  await fetch(talks[0], market)

  const keys = generateKeyPairSync('ed25519')
  const own = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(prefix.length)
  say({ account: address(own) })
  for await (const line of createInterface({ input: process.stdin })) {
    const [payee, amount] = line.split(' ')
    const made = pay(keys, own, community, market, keyOf(payee), amount)
    talks[0].send(ENTRIES, integer(1), integer(made.bytes.length), made.bytes)
    const voters = new Set()
    await new Promise((resolve) => talks.forEach((c) => votesFor(c, hex(made.hash)).then((who) => {
      if (voters.add(who).size === quorum) resolve()
    }, give)))
    say({ final: hex(made.hash), votes: voters.size, bytes: made.bytes.length })
    break
  }
  await node.stop()
  process.exit(0)
}

main().catch(give)
